import type { AttemptOutcome, Settlement, TaskStatus } from '@windrow/core';
import { expect, it } from 'vitest';
import { done, failure, newTask, partDone, release, type TaskStoreRule, taskStoreRule } from './bench.js';

export const cancel: TaskStoreRule = taskStoreRule('rule 13: cancel', (bench) => {
  async function cancelOf(pool: string, id: string) {
    const other = await bench.open();
    const { items } = await other.change(pool, { ids: [id] }, { kind: 'cancel' }, { limit: 10 });
    return items.map(({ outcome }) => outcome);
  }

  it('stops at once what waits, is delayed, or has finished a step', async () => {
    const pool = bench.pool();
    const step = await bench.finished(pool, {}, partDone());
    const [waiting, delayed] = [newTask(), newTask({ delayMs: bench.leaseMs })];
    await bench.submit(pool, [waiting, delayed]);
    for (const id of [waiting.id, delayed.id, step]) {
      expect(await cancelOf(pool, id)).toEqual(['cancelled']);
      const task = await bench.read(pool, id);
      expect(task.status).toBe('cancelled');
      expect(task.endedAt).toBeDefined();
    }
    await bench.passLease();
    await bench.store.reap(pool, 10);
    expect((await bench.claim(pool, { limit: 9 })).tasks).toEqual([]);
    expect((await bench.claim(pool, { limit: 9, from: 'part_done' })).tasks).toEqual([]);
  });

  it('asks the holder of a running task, who sees it at the next renewal', async () => {
    const pool = bench.pool();
    await bench.fill(pool, 1);
    const { claim } = await bench.claimOne(pool);
    expect(await bench.store.renew([{ claim }], 60_000)).toMatchObject([{ kind: 'held', cancelRequested: false }]);
    expect(await cancelOf(pool, claim.taskId)).toEqual(['requested']);
    expect(await cancelOf(pool, claim.taskId)).toEqual(['requested']);
    expect(await bench.read(pool, claim.taskId)).toMatchObject({ status: 'running', cancelRequested: true });
    expect(await bench.store.renew([{ claim }], 60_000)).toMatchObject([{ kind: 'held', cancelRequested: true }]);
  });

  it('says what has ended already and what is not there', async () => {
    const pool = bench.pool();
    const ended = await bench.finished(pool);
    const failed = await bench.finished(pool, {}, failure(0, true));
    const [stopped] = await bench.fill(pool, 1);
    await cancelOf(pool, stopped ?? '');
    for (const id of [ended, failed, stopped]) expect(await cancelOf(pool, id ?? '')).toEqual(['already-ended']);
    expect(await cancelOf(pool, 'no-such-task')).toEqual(['not-found']);
    expect((await bench.read(pool, ended)).status).toBe('done');
  });

  it.each<readonly [string, TaskStatus, Settlement, AttemptOutcome]>([
    ['released', 'cancelled', release, 'cancelled'],
    ['failed', 'cancelled', failure(), 'cancelled'],
    ['finished with a step', 'cancelled', partDone(), 'part_done'],
    ['finished', 'done', done(), 'done'],
    ['failed for good', 'failed', failure(0, true), 'error'],
  ])('makes a task that was asked to stop and then %s %s', async (_, status, end, outcome) => {
    const pool = bench.pool();
    await bench.fill(pool, 1);
    const { claim } = await bench.claimOne(pool);
    await cancelOf(pool, claim.taskId);
    expect(await bench.settle(claim, end)).toEqual({ kind: 'settled', status, repeated: false });
    expect(await bench.settle(claim, end)).toEqual({ kind: 'settled', status, repeated: true });
    const task = await bench.read(pool, claim.taskId, ['history']);
    expect([task.status, task.history?.attempts[0]?.outcome]).toEqual([status, outcome]);
    for (const from of ['waiting', 'part_done'] as const) expect((await bench.claim(pool, { from })).tasks).toEqual([]);
  });

  it('never offers a task again whose holder died after it was asked to stop', async () => {
    const pool = bench.pool();
    const [spare, last] = [newTask({ maxAttempts: 3 }), newTask({ maxAttempts: 1 })];
    await bench.submit(pool, [spare, last]);
    await bench.claim(pool, { limit: 2, leaseMs: bench.leaseMs });
    for (const { id } of [spare, last]) await cancelOf(pool, id);
    await bench.passLease();
    const { expired } = await bench.store.reap(pool, 10);
    expect(expired.map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
    const { history } = await bench.read(pool, spare.id, ['history']);
    expect(history?.totals).toEqual({ expired: 1 });
    expect((await bench.claim(pool)).tasks).toEqual([]);
  });

  it('cancels by filter, in bounded batches', async () => {
    const pool = bench.pool();
    const stop = await bench.fill(pool, 5, { tags: { stop: true } });
    await bench.fill(pool, 2);
    const filter = { op: 'eq', path: ['tags', 'stop'], value: true } as const;
    const cancelled: string[] = [];
    let cursor: string | undefined;
    for (let round = 0; round < 20; round++) {
      const options = { limit: 2, ...(cursor !== undefined && { cursor }) };
      const outcome = await bench.store.change(pool, { filter }, { kind: 'cancel' }, options);
      expect(outcome.items.length).toBeLessThanOrEqual(2);
      cancelled.push(...outcome.items.map(({ id }) => id));
      cursor = outcome.cursor;
      if (cursor === undefined) break;
    }
    expect(cancelled.toSorted()).toEqual(stop.toSorted());
    expect(await bench.store.count(pool)).toMatchObject({ cancelled: 5, waiting: 2 });
  });
});
