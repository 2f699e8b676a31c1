import type { Backoff } from '@windrow/core';
import { expect, it } from 'vitest';
import { done, EVERY_FIELD, inline, newTask, partDone, type TaskStoreRule, taskStoreRule } from './bench.js';

export const leaseRunsOut: TaskStoreRule = taskStoreRule('rule 6: a lease that runs out', (bench) => {
  it('returns the task to its origin, for the next claim under a higher fence', async () => {
    const pool = bench.pool();
    const [id] = await bench.fill(pool, 1);
    await bench.claimOne(pool, { leaseMs: bench.pendingMs, workerId: 'dead' });
    expect(await bench.store.reap(pool, 10)).toMatchObject({ expired: [], more: false });
    await bench.passPending();
    expect(await bench.store.reap(pool, 10)).toMatchObject({ expired: [{ id, status: 'waiting' }], more: false });
    const task = await bench.read(pool, id ?? '', ['history']);
    expect(task).toMatchObject({ status: 'waiting', attempts: 1, fence: 1 });
    expect([task.workerId, task.leaseUntil, task.origin]).toEqual([undefined, undefined, undefined]);
    expect(task.history).toMatchObject({
      attempts: [{ workerId: 'dead', fence: 1, outcome: 'expired' }],
      totals: { expired: 1 },
    });
    expect(await bench.claimOne(pool)).toMatchObject({ claim: { taskId: id, fence: 2 }, attempt: 2 });
  });

  it('returns a second step to `part_done`, with the first step’s result', async () => {
    const pool = bench.pool();
    const id = await bench.finished(pool, {}, partDone('first'));
    await bench.claimOne(pool, { from: 'part_done', leaseMs: bench.leaseMs });
    await bench.passLease();
    expect((await bench.store.reap(pool, 10)).expired).toEqual([{ id, status: 'part_done' }]);
    const { claim, stepResult } = await bench.claimOne(pool, { from: 'part_done' });
    expect([claim.origin, stepResult]).toEqual(['part_done', inline('first')]);
  });

  it('fails the task when its attempts are used up', async () => {
    const pool = bench.pool();
    const task = newTask({ maxAttempts: 2 });
    await bench.submit(pool, [task]);
    for (const status of ['waiting', 'failed']) {
      await bench.claimOne(pool, { leaseMs: bench.leaseMs });
      await bench.passLease();
      expect((await bench.store.reap(pool, 10)).expired).toEqual([{ id: task.id, status }]);
    }
    const stored = await bench.read(pool, task.id, ['history']);
    expect(stored).toMatchObject({ status: 'failed', attempts: 2, history: { totals: { expired: 2 } } });
    expect(stored.endedAt).toBeDefined();
    expect((await bench.claim(pool)).tasks).toEqual([]);
  });

  it('touches no healthy running task', async () => {
    const pool = bench.pool();
    await bench.fill(pool, 5);
    const { tasks } = await bench.claim(pool, { limit: 3 });
    const renewed = await bench.claimOne(pool, { leaseMs: bench.leaseMs });
    await bench.store.renew([{ claim: renewed.claim }], 600_000);
    const dead = await bench.claimOne(pool, { leaseMs: bench.leaseMs });
    const ids = [...tasks, renewed].map(({ claim }) => claim.taskId);
    const before = await bench.store.read(pool, ids, EVERY_FIELD);
    await bench.passLease();
    expect((await bench.store.reap(pool, 10)).expired.map(({ id }) => id)).toEqual([dead.claim.taskId]);
    expect(await bench.store.read(pool, ids, EVERY_FIELD)).toEqual(before);
  });

  it('lets a holder that is only slow commit while nobody has reaped', async () => {
    const pool = bench.pool();
    await bench.fill(pool, 1);
    const { claim } = await bench.claimOne(pool, { leaseMs: bench.leaseMs });
    await bench.passLease();
    expect(await bench.settle(claim, done())).toMatchObject({ kind: 'settled', status: 'done' });
    expect((await bench.store.reap(pool, 10)).expired).toEqual([]);
    expect((await bench.read(pool, claim.taskId)).status).toBe('done');
  });

  it('lets a holder that is only slow renew while nobody has reaped', async () => {
    const pool = bench.pool();
    await bench.fill(pool, 1);
    const { claim } = await bench.claimOne(pool, { leaseMs: bench.leaseMs });
    await bench.passLease();
    expect(await bench.store.renew([{ claim }], 600_000)).toMatchObject([{ kind: 'held' }]);
    expect((await bench.store.reap(pool, 10)).expired).toEqual([]);
  });

  it('reaps in bounded pieces and says when there is more', async () => {
    const pool = bench.pool();
    const ids = await bench.fill(pool, 5);
    await bench.claim(pool, { limit: 5, leaseMs: bench.leaseMs });
    await bench.passLease();
    const reaped: string[] = [];
    for (let round = 0, more = true; more && round < 6; round++) {
      const outcome = await bench.store.reap(pool, 2);
      expect(outcome.expired.length).toBeLessThanOrEqual(2);
      if (round === 0) expect(outcome.more).toBe(true);
      reaped.push(...outcome.expired.map(({ id }) => id));
      more = outcome.more;
    }
    expect(reaped.toSorted()).toEqual(ids.toSorted());
  });

  it('returns each task once when four clients reap at once', async () => {
    const pool = bench.pool();
    const ids = await bench.fill(pool, 20);
    await bench.claim(pool, { limit: 20, leaseMs: bench.leaseMs });
    await bench.passLease();
    const stores = [bench.store, bench.store, await bench.open(), await bench.open()];
    const outcomes = await Promise.all(stores.map(async (store) => store.reap(pool, 100)));
    expect(outcomes.flatMap(({ expired }) => expired.map(({ id }) => id)).toSorted()).toEqual(ids.toSorted());
    const stored = await bench.store.read(pool, ids, ['history']);
    expect(stored.filter(({ history, attempts }) => history?.totals.expired !== 1 || attempts !== 1)).toEqual([]);
  });

  it('offers the task again at once: no backoff, since the attempt did not fail by itself', async () => {
    const pool = bench.pool();
    const backoff: Backoff = { initialMs: 600_000, factor: 2, maxMs: 3_600_000, jitter: 0 };
    const task = newTask({ backoff });
    await bench.submit(pool, [task]);
    await bench.claimOne(pool, { leaseMs: bench.leaseMs });
    await bench.passLease();
    await bench.store.reap(pool, 10);
    expect((await bench.read(pool, task.id)).availableAt).toBeUndefined();
    expect((await bench.claimOne(pool)).attempt).toBe(2);
  });

  it('says in the task that the lease ran out', async () => {
    const pool = bench.pool();
    const task = newTask({ maxAttempts: 1 });
    await bench.submit(pool, [task]);
    await bench.claimOne(pool, { leaseMs: bench.leaseMs });
    await bench.passLease();
    await bench.store.reap(pool, 10);
    const { error, history } = await bench.read(pool, task.id, ['history']);
    expect(error).toMatchObject({ code: 'LEASE_EXPIRED', message: expect.stringContaining('worker-1') });
    expect(history?.attempts[0]?.error?.code).toBe('LEASE_EXPIRED');
  });
});
