import { hostname } from 'node:os';
import { parseFilter, type StoredTask, TASK_VOCABULARY, type TaskStore, type WorkerPresence } from '@windrow/core';
import type { Finding } from '../../answers/run-answers.js';
import { durationText } from '../../output/human-text.js';
import { notice, problem } from './finding.js';

const RUNNING = parseFilter({ status: 'running' }, TASK_VOCABULARY);
const PAGE = 500;
/** Running tasks that are looked at; more are rarely held at once. */
const MOST = 20_000;
/** Whoever waits or works reaps every five seconds; a lease that ran out longer ago is reaped by nobody. */
const UNREAPED_MS = 15_000;
const NAMED = 5;

interface Holder {
  readonly workerId: string;
  readonly tasks: readonly StoredTask[];
}

/** Whether running tasks have somebody who holds them. */
export async function examineHolders(
  store: TaskStore,
  pool: string,
  workers: readonly WorkerPresence[],
): Promise<readonly Finding[]> {
  const running = await runningTasks(store, pool);
  const now = await store.now();
  const expired = running.filter(({ leaseUntil }) => leaseUntil !== undefined && now - leaseUntil > UNREAPED_MS);
  const alive = new Set(workers.map(({ workerId }) => workerId));
  const held = running.filter((task) => !expired.includes(task) && !alive.has(task.workerId ?? ''));
  return [...unreaped(pool, expired, now), ...byHolder(held).map((holder) => unseen(pool, holder, now))];
}

function unreaped(pool: string, expired: readonly StoredTask[], now: number): readonly Finding[] {
  if (expired.length === 0) return [];
  const oldest = Math.max(...expired.map(({ leaseUntil = now }) => now - leaseUntil));
  return [
    problem(
      'leases',
      `${expired.length} tasks run without renewal, the longest for ${durationText(oldest)}, and nobody gives them back: ${names(expired)}.`,
      `Give them back: windrow pool reap ${pool}. A worker does so by itself.`,
    ),
  ];
}

/** A holder that is not among the workers: a script that holds tasks without announcing itself, or a worker that died. */
function unseen(pool: string, { workerId, tasks }: Holder, now: number): Finding {
  const until = Math.max(...tasks.map(({ leaseUntil = now }) => leaseUntil - now));
  const holds = `${tasks.length} tasks (${names(tasks)})`;
  const back = `They come back when their lease runs out, in ${durationText(Math.max(0, until))}`;
  if (isDeadHere(workerId)) {
    const ids = tasks.slice(0, NAMED).map(({ id }) => id);
    return problem(
      'workers',
      `Worker ${workerId} is dead and still holds ${holds}.`,
      `${back}; at once with: windrow pool reset ${pool} ${ids.join(' ')} --force`,
    );
  }
  return notice(
    'workers',
    `${workerId} holds ${holds} and has not announced itself as a worker.`,
    `${back}, if it is dead.`,
  );
}

/** Holders name themselves host, process id and a random part; of those of this machine it can be told. */
function isDeadHere(workerId: string): boolean {
  const [host, pid] = workerId.split(':');
  if (host !== hostname() || pid === undefined || !/^\d+$/.test(pid)) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function byHolder(tasks: readonly StoredTask[]): readonly Holder[] {
  const holders = new Map<string, StoredTask[]>();
  for (const task of tasks) {
    const workerId = task.workerId ?? 'somebody';
    holders.set(workerId, [...(holders.get(workerId) ?? []), task]);
  }
  return [...holders].map(([workerId, held]) => ({ workerId, tasks: held }));
}

function names(tasks: readonly StoredTask[]): string {
  const shown = tasks.slice(0, NAMED).map(({ id }) => id);
  return tasks.length > NAMED ? `${shown.join(' ')} …` : shown.join(' ');
}

async function runningTasks(store: TaskStore, pool: string): Promise<readonly StoredTask[]> {
  const found: StoredTask[] = [];
  let cursor: string | undefined;
  do {
    const query = { filter: RUNNING, fields: [], limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
    const page = await store.list(pool, query);
    found.push(...page.tasks);
    cursor = page.cursor;
  } while (cursor !== undefined && found.length < MOST);
  return found;
}
