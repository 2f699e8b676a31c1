import { WindrowError } from '@windrow/core';
import { expect, it } from 'vitest';
import { lossy } from '../faults/lossy.js';
import { claimRequest, done, newTask, type TaskStoreRule, taskStoreRule } from './bench.js';

export const claimIsAtomic: TaskStoreRule = taskStoreRule('rule 2: a claim is atomic', (bench) => {
  it('gives each task to one of eight claimers on two clients, under one fence', async () => {
    const pool = bench.pool();
    const ids = await bench.fill(pool, 200);
    const other = await bench.open();
    const taken = await Promise.all(
      Array.from({ length: 8 }, async (_, i) =>
        bench.claimAll(
          pool,
          () => ({ workerId: `worker-${i}`, limit: 1 + (i % 3) }),
          i % 2 === 0 ? bench.store : other,
        ),
      ),
    );
    const claims = taken.flat();
    expect(claims.map(({ taskId }) => taskId).sort()).toEqual(ids.toSorted());
    expect(claims.every(({ fence }) => fence === 1)).toBe(true);
    const holders = new Map((await bench.store.read(pool, ids, [])).map(({ id, workerId }) => [id, workerId]));
    expect(claims.filter(({ taskId, workerId }) => holders.get(taskId) !== workerId)).toEqual([]);
  }, 30_000);

  it('takes up to n at once', async () => {
    const pool = bench.pool();
    const ids = await bench.fill(pool, 7);
    const { tasks } = await bench.claim(pool, { limit: 5 });
    expect(tasks.map(({ claim }) => claim.taskId)).toEqual(ids.slice(0, 5));
    expect((await bench.claim(pool, { limit: 5 })).tasks).toHaveLength(2);
    expect((await bench.claim(pool, { limit: 5 })).tasks).toEqual([]);
  });

  it('gives nothing from a pool that nobody filled', async () => {
    expect((await bench.claim(bench.pool())).tasks).toEqual([]);
  });

  it('writes the claim into the task', async () => {
    const pool = bench.pool();
    const [id] = await bench.fill(pool, 1);
    const { claim, attempt, stepResult } = await bench.claimOne(pool, { workerId: 'w-7' });
    expect(claim).toMatchObject({ pool, taskId: id, fence: 1, origin: 'waiting', workerId: 'w-7' });
    expect([attempt, stepResult]).toEqual([1, undefined]);
    expect(await bench.read(pool, claim.taskId)).toMatchObject({
      status: 'running',
      fence: 1,
      origin: 'waiting',
      workerId: 'w-7',
      leaseUntil: claim.leaseUntil,
      attempts: 1,
    });
  });

  it('returns what it took when the request is repeated, and counts no second attempt', async () => {
    const pool = bench.pool();
    await bench.fill(pool, 10);
    const request = claimRequest({ limit: 3 });
    const first = await bench.store.claim(pool, request);
    const repeated = await (await bench.open()).claim(pool, request);
    const held = (tasks: typeof first.tasks) => tasks.map(({ claim, attempt }) => [claim.taskId, claim.fence, attempt]);
    expect(held(repeated.tasks)).toEqual(held(first.tasks));
    expect(repeated.tasks.map(({ claim }) => claim.origin)).toEqual(['waiting', 'waiting', 'waiting']);
    expect(await bench.store.count(pool)).toMatchObject({ running: 3, waiting: 7 });
    const ids = first.tasks.map(({ claim }) => claim.taskId);
    expect((await bench.store.read(pool, ids, [])).map(({ attempts, fence }) => [attempts, fence])).toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
  });

  it('takes nothing anew for another request of the same worker', async () => {
    const pool = bench.pool();
    await bench.fill(pool, 2);
    const first = await bench.claimOne(pool);
    const second = await bench.claimOne(pool);
    expect(second.claim.taskId).not.toBe(first.claim.taskId);
  });

  it('loses no task when the reply of a claim is lost', async () => {
    const pool = bench.pool();
    const ids = await bench.fill(pool, 6);
    const flaky = lossy(bench.store, ['claim']);
    const taken: string[] = [];
    for (let round = 0; round < 3; round++) {
      const request = claimRequest({ limit: 2 });
      await expect(flaky.claim(pool, request)).rejects.toSatisfy((e) => WindrowError.is(e, 'STORE_UNAVAILABLE'));
      const { tasks } = await bench.store.claim(pool, request);
      taken.push(...tasks.map(({ claim }) => claim.taskId));
      for (const { claim } of tasks) expect(await bench.settle(claim, done())).toMatchObject({ kind: 'settled' });
    }
    expect(taken).toEqual(ids);
    const stored = await bench.store.read(pool, ids, ['history']);
    expect(stored.map(({ history }) => history?.totals)).toEqual(ids.map(() => ({ done: 1 })));
  });

  it('hands each step of a task out once, from the status that was asked for', async () => {
    const pool = bench.pool();
    const [stepped, whole] = [newTask(), newTask()];
    await bench.submit(pool, [stepped, whole]);
    const first = await bench.claimOne(pool);
    await bench.settle(first.claim, { kind: 'part_done' });
    expect((await bench.claim(pool, { limit: 9 })).tasks.map(({ claim }) => claim.taskId)).toEqual([whole.id]);
    const { tasks } = await bench.claim(pool, { limit: 9, from: 'part_done' });
    expect(tasks.map(({ claim }) => claim)).toMatchObject([{ taskId: stepped.id, fence: 2, origin: 'part_done' }]);
    expect((await bench.claim(pool, { limit: 9, from: 'part_done' })).tasks).toEqual([]);
  });
});
