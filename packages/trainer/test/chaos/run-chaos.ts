import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TaskManager, type TaskView } from '@windrow/core';
import { openSqliteStore } from '@windrow/store-sqlite';
import { checkChaos } from './check-chaos.js';
import { readLines, WorkerProcess } from './spawn-worker.js';

export interface ChaosOptions {
  readonly directory: string;
  readonly tasks: number;
  /** So many kills, and as many stops. */
  readonly kills: number;
  readonly workers: number;
  readonly seed: number;
  /** After this the workers are left in peace, and the rest is run to its end; ms. */
  readonly chaosMs: number;
  readonly taskMs: number;
}

export interface ChaosReport {
  readonly seed: number;
  readonly tasks: number;
  readonly kills: number;
  readonly stops: number;
  readonly attempts: number;
  readonly expired: number;
  readonly seconds: number;
  /** What attempts of tasks that are no poison failed with; each was tried again. */
  readonly errors: readonly string[];
  readonly violations: readonly string[];
}

const LEASE_MS = 1_000;
const POOL = 'chaos';

/** Runs tasks by worker processes that are killed, and stopped for up to three leases, at random; then checks what became of them. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { directory, tasks, seed, taskMs } = options;
  const random = mulberry32(seed);
  const store = await openSqliteStore({ directory });
  const manager = new TaskManager(store.tasks, POOL, { codeVersion: false });
  const backoff = { initialMs: 0, factor: 1, maxMs: 0, jitter: 0 };
  const definitions = Array.from({ length: tasks }, (_, number) => ({
    number,
    ms: Math.round(random() * 2 * taskMs),
    ...(number % 50 === 7 ? { poison: true } : {}),
  }));
  await manager.createTasks(definitions, { maxAttempts: 100, backoff });
  const began = performance.now();
  const logs: string[] = [];
  const start = (): WorkerProcess => {
    const log = join(directory, `worker-${logs.length}.log`);
    logs.push(log);
    // The poison's error is tried once: what is retried here, a kill has ended.
    const worker = {
      leaseMs: LEASE_MS,
      reapEveryMs: 200,
      pollMs: 200,
      concurrency: 2,
      retry: { noRetryOn: ['POISON'] },
    };
    return new WorkerProcess({ directory, pool: POOL, log, worker });
  };
  const workers = Array.from({ length: options.workers }, start);
  let harmed = { kills: 0, stops: 0 };
  try {
    harmed = await harm(workers, start, options, random, () => ended(manager, tasks));
    await manager.wait({}, { timeoutMs: 3_600_000 });
    for (const worker of workers) worker.signal('SIGTERM');
    await Promise.all(workers.map(({ ended: end }) => end));
  } finally {
    for (const worker of workers) worker.signal('SIGKILL');
  }
  const views: TaskView[] = [];
  for await (const view of manager.query({}, { select: ['definition', 'result', 'history'] })) views.push(view);
  const violations = checkChaos(views, logs.map(readLines));
  await store.close();
  const attempts = views.flatMap(({ history }) => history?.attempts ?? []);
  return {
    seed,
    tasks: views.length,
    ...harmed,
    attempts: attempts.length,
    expired: attempts.filter(({ outcome }) => outcome === 'expired').length,
    errors: attempts.flatMap(({ outcome, error }) =>
      outcome === 'error' && error?.code !== 'POISON' ? [`${error?.name}: ${error?.message}`] : [],
    ),
    seconds: Math.round((performance.now() - began) / 100) / 10,
    violations: views.length === tasks ? violations : [`${views.length} of ${tasks} tasks are there`, ...violations],
  };
}

async function harm(
  workers: WorkerProcess[],
  start: () => WorkerProcess,
  options: ChaosOptions,
  random: () => number,
  isOver: () => Promise<boolean>,
): Promise<{ readonly kills: number; readonly stops: number }> {
  const until = Date.now() + options.chaosMs;
  let kills = 0;
  let stops = 0;
  while (kills + stops < 2 * options.kills && Date.now() < until && !(await isOver())) {
    await sleep(100 + random() * 400);
    const at = Math.floor(random() * workers.length);
    const worker = workers[at] as WorkerProcess;
    // One that has not begun yet holds nothing that could be lost.
    if (!worker.lines().some((line) => line.startsWith('started'))) continue;
    if (stops >= options.kills || (kills < options.kills && random() < 0.5)) {
      kills++;
      worker.signal('SIGKILL');
      await worker.ended;
      workers[at] = start();
    } else {
      stops++;
      worker.signal('SIGSTOP');
      await sleep(random() * 3 * LEASE_MS);
      worker.signal('SIGCONT');
    }
  }
  return { kills, stops };
}

async function ended(manager: TaskManager, tasks: number): Promise<boolean> {
  const { done, failed, cancelled } = await manager.stat();
  return done + failed + cancelled === tasks;
}

/** Equal seeds give equal numbers. (Tommy Ettinger's mulberry32.) */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
