import { type Claim, isEnded, type TaskStore } from '@windrow/core';
import { expect, it } from 'vitest';
import { lossy } from '../faults/lossy.js';
import { propertyParameters } from '../property/property-parameters.js';
import { seededRandom } from '../property/seeded-random.js';
import { EVERY_FIELD, newTask, type TaskBench, type TaskStoreRule, taskStoreRule } from '../task-store/bench.js';
import type { Ended, History, Taken } from './history.js';
import { historyFaults } from './history-faults.js';
import { RecordingWorker } from './recording-worker.js';

const TASKS = 60;
const WORKERS = 6;

/** Many clients at once, some of them dying, slow or cut off, and people who interfere; then what they saw is held against the store. */
export const concurrentLaw: TaskStoreRule = taskStoreRule('law: concurrent histories keep every promise', (bench) => {
  const { numRuns, seed: chosen } = propertyParameters(5);
  it.each(Array.from({ length: numRuns ?? 1 }, (_, i) => [i + 1]))(
    'run %i',
    async (run) => {
      const seed = (chosen ?? Date.now()) + run;
      const history = await concurrentRun(bench, seededRandom(seed));
      expect(historyFaults(history), `seed ${seed - run}`).toEqual([]);
      const unfinished = history.stored.filter(({ status }) => !isEnded(status));
      expect(unfinished.map(({ id, status }) => [id, status])).toEqual([]);
      expect(history.taken.length).toBeGreaterThanOrEqual(TASKS);
    },
    60_000,
  );
});

async function concurrentRun(bench: TaskBench, random: () => number): Promise<History> {
  const pool = bench.pool();
  const stores = [bench.store, await bench.open()];
  const flaky = stores.map((store) => lossy(store, ['submit', 'claim', 'settle', 'renew'], () => random() < 0.15));
  const [taken, ended]: [Taken[], Ended[]] = [[], []];
  const witness = { taken: (entry: Taken) => taken.push(entry), ended: (entry: Ended) => ended.push(entry) };
  const submitted = await submitAll(flaky, pool);
  const ids = [...submitted];
  const [removed, changed] = [new Set<string>(), new Set<string>()];
  let working = WORKERS;

  async function work(number: number): Promise<void> {
    const worker = new RecordingWorker(flaky[number % 2] ?? bench.store, pool, witness, random);
    const stalled: Claim[] = [];
    for (let round = 0, idle = 0; round < 60 && idle < 4; round++) {
      const from = random() < 0.7 ? 'waiting' : 'part_done';
      const claims = await worker.claim(1 + Math.floor(random() * 3), bench.leaseMs, from);
      idle = claims.length === 0 ? idle + 1 : 0;
      for (const claim of claims) {
        if (random() < 0.2) await worker.renew(claim, bench.leaseMs);
        const dice = random();
        // Stalled: ended much later. Crashed: the claim is never heard of again.
        if (dice < 0.35) stalled.push(claim);
        else if (dice < 0.93) await worker.end(claim, false);
      }
      if (random() < 0.1) await bench.passLease();
      const late = random() < 0.5 ? stalled.shift() : undefined;
      if (late !== undefined) await worker.end(late, false);
      await turn();
    }
    for (const claim of stalled) await worker.end(claim, false);
    working -= 1;
  }

  async function interfere(): Promise<void> {
    while (working > 0) {
      const id = ids[Math.floor(random() * ids.length)] ?? '';
      const store = stores[Math.floor(random() * 2)] ?? bench.store;
      const dice = random();
      // However quick this hand is beside the workers, most tasks are left to them.
      if (dice < 0.1 && removed.size < TASKS / 4) {
        removed.add(id);
        await store.remove(pool, { ids: [id] }, { limit: 1, force: random() < 0.5 });
      } else if (dice < 0.2) {
        changed.add(id);
        await store.change(pool, { ids: [id] }, { kind: 'cancel' }, { limit: 1 });
      } else if (dice < 0.4) {
        changed.add(id);
        const to = random() < 0.7 ? 'waiting' : 'part_done';
        await store.change(pool, { ids: [id] }, { kind: 'reset', to, force: random() < 0.5 }, { limit: 1 });
      } else {
        await store.reap(pool, 10);
      }
      await turn();
    }
  }

  await Promise.all([...Array.from({ length: WORKERS }, (_, number) => work(number)), interfere()]);
  await finish(bench, pool, new RecordingWorker(bench.store, pool, witness, random));
  const { tasks: stored } = await bench.store.list(pool, { fields: EVERY_FIELD, limit: 1_000 });
  return { submitted, removed, changed, taken, ended, stored };
}

/** Lets others in, also where the store never waits for anything. */
async function turn(): Promise<void> {
  await new Promise(setImmediate);
}

/** Two clients submit the same tasks at once, each until it is acknowledged. */
async function submitAll(stores: readonly TaskStore[], pool: string): Promise<ReadonlySet<string>> {
  const keys = Array.from({ length: TASKS }, (_, i) => `key-${i}`);
  const answers = await Promise.all(
    stores.map(async (store) => {
      const tasks = keys.map((key) => newTask({ key, maxAttempts: 5 }));
      for (let attempt = 1; ; attempt++) {
        try {
          return await store.submit(pool, tasks, 'reuse');
        } catch (error) {
          if (attempt === 20) throw error;
        }
      }
    }),
  );
  return new Set(answers.flat().map(({ id }) => id));
}

/** One calm worker, after everybody else has gone: brings what is left to an end. */
async function finish(bench: TaskBench, pool: string, worker: RecordingWorker): Promise<void> {
  await bench.passLease();
  for (let round = 0; round < 50; round++) {
    await bench.store.reap(pool, 1_000);
    const claims = [
      ...(await worker.claim(50, 3_600_000, 'waiting')),
      ...(await worker.claim(50, 3_600_000, 'part_done')),
    ];
    if (claims.length === 0) return;
    for (const claim of claims) await worker.end(claim, true);
  }
}
