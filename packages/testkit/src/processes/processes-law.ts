import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredTask, TaskStore } from '@windrow/core';
import { expect, it } from 'vitest';
import { needed } from '../harness/bench.js';
import type { ChildModule, ChildModuleExports } from '../harness/child-module.js';
import type { History } from '../history/history.js';
import { historyFaults } from '../history/history-faults.js';
import { propertyParameters } from '../property/property-parameters.js';
import { seededRandom } from '../property/seeded-random.js';
import { EVERY_FIELD, type TaskStoreRule, taskStoreRule } from '../task-store/bench.js';
import { readChildLog } from './child-log.js';
import { expectToEndByItself } from './ends-by-itself.js';
import { type Child, spawnChild } from './spawn-child.js';

const PROCESSES = 8;
const LEASE_MS = 1_000;

/** Real processes on real data, where the data outlive a process. */
export const processesLaw: TaskStoreRule = taskStoreRule('law: processes come and go, tasks stay', (bench) => {
  it('loses nothing and runs nothing twice under one fence while workers are killed at random', async () => {
    const child = needed(bench.harness, 'child');
    if (child === undefined) return;
    const factor = propertyParameters(1).numRuns ?? 1;
    const pool = bench.pool();
    const logs = await mkdtemp(join(tmpdir(), 'windrow-processes-'));
    const tasks = 2_000 * factor;
    const crowd = new Crowd(child, { pool, tasks, logs, seed: Date.now() });
    try {
      const submitters = [0, 1].map((i) => crowd.submitter(`submit-${i}`));
      await crowd.work(12 * factor);
      await Promise.all(submitters);
      const history = await crowd.history();
      expect(historyFaults(history), `seed ${crowd.seed}`).toEqual([]);
      expect(history.submitted.size).toBe(tasks);
      expect(history.stored).toHaveLength(tasks);
      expect(history.stored.filter(({ status }) => status !== 'done' && status !== 'failed')).toEqual([]);
    } finally {
      crowd.killAll();
      await rm(logs, { recursive: true, force: true });
    }
  }, 240_000);

  it('lets a process end that has closed its store', async () => {
    const child = needed(bench.harness, 'child');
    if (child === undefined) return;
    await expectToEndByItself(child, 'task');
  }, 60_000);
});

/** The processes of one run, and what they wrote down. */
class Crowd {
  readonly seed: number;
  readonly #child: ChildModule;
  readonly #run: { readonly pool: string; readonly tasks: number; readonly logs: string };
  readonly #names: string[] = [];
  readonly #running = new Set<Child>();
  readonly #random: () => number;

  constructor(
    child: ChildModule,
    run: { readonly pool: string; readonly tasks: number; readonly logs: string; readonly seed: number },
  ) {
    this.#child = child;
    this.#run = run;
    this.seed = run.seed;
    this.#random = seededRandom(run.seed);
  }

  async submitter(name: string): Promise<void> {
    const { pool, tasks } = this.#run;
    const child = this.#spawn(name, (log) => spawnChild(this.#child, { kind: 'submit', pool, tasks, batch: 100, log }));
    expect(await child.gone, child.errors()).toBe(0);
  }

  /** Keeps {@link PROCESSES} workers at it; kills one at random `kills` times, and starts another in its place. */
  async work(kills: number): Promise<void> {
    const workers = Array.from({ length: PROCESSES }, () => this.#worker());
    // They need a moment to come up before a kill hits anything.
    await sleep(1_500);
    for (let i = 0; i < kills; i++) {
      await sleep(50 + this.#random() * 350);
      const at = Math.floor(this.#random() * workers.length);
      const victim = workers[at];
      victim?.kill();
      const code = await victim?.gone;
      // Work that has ended already needs no one in its place.
      if (code === undefined) workers[at] = this.#worker();
    }
    for (const worker of workers) expect(await worker.gone, worker.errors()).toBe(0);
  }

  /** What everybody wrote down, and what the store holds. */
  async history(): Promise<History> {
    const lines = this.#names.flatMap((name) => readChildLog(join(this.#run.logs, name)));
    const { openTaskStore } = (await import(this.#child.url)) as ChildModuleExports;
    if (openTaskStore === undefined) throw new TypeError(`${this.#child.url} exports no openTaskStore().`);
    const store = await openTaskStore(this.#child.options);
    try {
      return {
        submitted: new Set(lines.flatMap((line) => (line.kind === 'submitted' ? line.ids : []))),
        removed: new Set(),
        changed: new Set(),
        taken: lines.flatMap((line) => (line.kind === 'taken' ? [line.entry] : [])),
        ended: lines.flatMap((line) => (line.kind === 'ended' ? [line.entry] : [])),
        stored: await everything(store, this.#run.pool),
      };
    } finally {
      await store.close();
    }
  }

  killAll(): void {
    for (const child of this.#running) child.kill();
  }

  #worker(): Child {
    const { pool, tasks } = this.#run;
    const seed = Math.floor(this.#random() * 2 ** 31);
    return this.#spawn(`work-${this.#names.length}`, (log) =>
      spawnChild(this.#child, { kind: 'work', pool, tasks, leaseMs: LEASE_MS, seed, log }),
    );
  }

  #spawn(name: string, start: (log: string) => Child): Child {
    this.#names.push(name);
    const child = start(join(this.#run.logs, name));
    this.#running.add(child);
    return child;
  }
}

async function everything(store: TaskStore, pool: string): Promise<readonly StoredTask[]> {
  const tasks: StoredTask[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.list(pool, { fields: EVERY_FIELD, limit: 500, ...(cursor !== undefined && { cursor }) });
    tasks.push(...page.tasks);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return tasks;
}
