import type { ImportedTask, StoredTask } from '@windrow/core';
import { EVERY_FIELD, failure, inline, newTask, partDone, release, type TaskBench } from './bench.js';

/** A task as another store may hold it, that ended an hour ago unless `overrides` say otherwise. */
export function importedTask(now: number, overrides: Partial<ImportedTask> = {}): ImportedTask {
  const { delayMs, availableAt, ...plain } = newTask();
  const at = now - 3_600_000;
  return {
    ...plain,
    status: 'done',
    attempts: 1,
    fence: 1,
    cancelRequested: false,
    createdAt: at - 2,
    startedAt: at - 1,
    endedAt: at,
    result: inline('elsewhere'),
    history: {
      attempts: [{ workerId: 'w', fence: 1, startedAt: at - 1, endedAt: at, outcome: 'done' }],
      totals: { done: 1 },
    },
    ...overrides,
  };
}

/** The same that nobody has run yet. */
export function importedWaiting(now: number, overrides: Partial<ImportedTask> = {}): ImportedTask {
  const { startedAt, endedAt, result, ...task } = importedTask(now);
  return { ...task, status: 'waiting', attempts: 0, fence: 0, history: { attempts: [], totals: {} }, ...overrides };
}

/** A pool of this store with tasks in every status but running, some after several attempts. */
export async function poolWithAPast(bench: TaskBench): Promise<string> {
  const pool = bench.pool();
  const tasks = Array.from({ length: 9 }, (_, n) =>
    newTask({ tags: { n, 'a.b': null }, priority: n % 3, maxAttempts: 2, codeVersion: 'v1', timeLimitMs: 500 }),
  );
  await bench.submit(pool, tasks);
  const claims = async (from: 'waiting' | 'part_done', limit: number) =>
    (await bench.claim(pool, { from, limit })).tasks.map(({ claim }) => claim);
  for (const end of [failure(), release]) {
    for (const claim of await claims('waiting', 5)) await bench.settle(claim, end);
  }
  const [done, part, failed, cancelled, both] = await claims('waiting', 5);
  if (!done || !part || !failed || !cancelled || !both) throw new Error('the pool gave fewer than five tasks');
  await bench.store.renew([{ claim: done, progress: { share: 0.5 } }], 60_000);
  await bench.settle(done, { kind: 'done', result: inline('result') });
  await bench.settle(part, partDone());
  await bench.settle(failed, failure(0, true));
  await bench.store.change(pool, { ids: [cancelled.taskId] }, { kind: 'cancel' }, { limit: 1 });
  await bench.settle(cancelled, release);
  await bench.settle(both, partDone('first'));
  const [next] = await claims('part_done', 1);
  if (next !== undefined) await bench.settle(next, { kind: 'done' });
  await bench.submit(pool, [newTask({ route: 'gpu' }), newTask({ delayMs: 3_600_000 })]);
  return pool;
}

/** All tasks of a pool as an import takes them, in order. */
export async function wholeTasks(bench: TaskBench, pool: string): Promise<readonly ImportedTask[]> {
  return (await bench.store.list(pool, { fields: EVERY_FIELD, limit: 1_000 })).tasks as readonly StoredTask[] &
    readonly ImportedTask[];
}

/** What an import keeps: all but the submission number. */
export function withoutPlace(tasks: readonly object[]): readonly object[] {
  return tasks.map((task) => ({ ...task, seq: 0 }));
}
