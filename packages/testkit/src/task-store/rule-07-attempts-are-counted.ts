import type { AdminChange, Claim, Settlement } from '@windrow/core';
import { expect, it } from 'vitest';
import {
  done,
  EVERY_FIELD,
  failure,
  inline,
  newTask,
  partDone,
  release,
  type TaskStoreRule,
  taskStoreRule,
} from './bench.js';

const RESET: AdminChange = { kind: 'reset', to: 'waiting', force: false };

export const attemptsAreCounted: TaskStoreRule = taskStoreRule('rule 7: attempts are counted at the claim', (bench) => {
  async function reset(pool: string, id: string, overrides: Partial<AdminChange> = {}) {
    const { items } = await bench.store.change(pool, { ids: [id] }, { ...RESET, ...overrides } as AdminChange, {
      limit: 1,
    });
    return items[0]?.outcome;
  }

  it('counts before anything else happens, so that a crash counts', async () => {
    const pool = bench.pool();
    await bench.fill(pool, 1);
    for (const attempt of [1, 2]) {
      const claimed = await bench.claimOne(pool, { leaseMs: bench.leaseMs });
      expect(claimed).toMatchObject({ attempt, maxAttempts: 3 });
      expect((await bench.read(pool, claimed.claim.taskId)).attempts).toBe(attempt);
      await bench.passLease();
      await bench.store.reap(pool, 1);
    }
  });

  it('fails a task at its limit, or at once when the failure is final', async () => {
    const pool = bench.pool();
    const [tries, fatal] = [newTask({ maxAttempts: 3, priority: 1 }), newTask({ maxAttempts: 3 })];
    await bench.submit(pool, [tries, fatal]);
    for (const status of ['waiting', 'waiting', 'failed']) {
      const { claim } = await bench.claimOne(pool);
      expect(await bench.settle(claim, failure())).toMatchObject({ kind: 'settled', status });
    }
    const last = await bench.claimOne(pool);
    expect(await bench.settle(last.claim, failure(0, true))).toMatchObject({ kind: 'settled', status: 'failed' });
    expect((await bench.claim(pool)).tasks).toEqual([]);
    expect(await bench.read(pool, tries.id)).toMatchObject({ attempts: 3, error: { message: 'it broke' } });
    expect(await bench.read(pool, fatal.id)).toMatchObject({ attempts: 1, error: { message: 'it broke' } });
  });

  it('waits as long as the failure says', async () => {
    const pool = bench.pool();
    await bench.fill(pool, 1);
    const { claim } = await bench.claimOne(pool);
    await bench.settle(claim, failure(bench.pendingMs));
    expect((await bench.claim(pool)).tasks).toEqual([]);
    expect((await bench.read(pool, claim.taskId)).availableAt).toBeDefined();
    await bench.passPending();
    await bench.store.reap(pool, 10);
    expect((await bench.claimOne(pool)).attempt).toBe(2);
  });

  it('keeps who tried, when, under which fence, and what came of it', async () => {
    const pool = bench.pool();
    const task = newTask({ maxAttempts: 9 });
    await bench.submit(pool, [task]);
    const before = await bench.store.now();
    const ends: readonly (readonly [Settlement, Claim['origin'], string])[] = [
      [failure(), 'waiting', 'error'],
      [release, 'waiting', 'released'],
      [partDone(), 'waiting', 'part_done'],
      [failure(), 'part_done', 'error'],
      [done(), 'part_done', 'done'],
    ];
    for (const [i, [end, from]] of ends.entries()) {
      const { claim } = await bench.claimOne(pool, { from, workerId: `w${i}` });
      await bench.settle(claim, end);
    }
    const { history, startedAt, endedAt } = await bench.read(pool, task.id, ['history']);
    expect(history?.attempts.map(({ workerId, fence, outcome }) => [workerId, fence, outcome])).toEqual(
      ends.map(([, , outcome], i) => [`w${i}`, i + 1, outcome]),
    );
    expect(history?.attempts[0]?.error).toEqual({ name: 'Error', message: 'it broke', stack: expect.any(String) });
    expect(history?.attempts[4]?.error).toBeUndefined();
    expect(history?.totals).toEqual({ error: 2, released: 1, part_done: 1, done: 1 });
    for (const record of history?.attempts ?? []) {
      expect(record.startedAt).toBeGreaterThanOrEqual(before);
      expect(record.endedAt).toBeGreaterThanOrEqual(record.startedAt);
    }
    expect([startedAt, endedAt]).toEqual([history?.attempts[4]?.startedAt, history?.attempts[4]?.endedAt]);
  });

  it('keeps the last 100 attempts whole, and loses none from the totals', async () => {
    const pool = bench.pool();
    const [id] = await bench.fill(pool, 1);
    for (let i = 0; i < 104; i++) await bench.settle((await bench.claimOne(pool)).claim, release);
    const { history, attempts } = await bench.read(pool, id ?? '', ['history']);
    expect(history?.attempts.map(({ fence }) => fence)).toEqual(Array.from({ length: 100 }, (_, i) => i + 5));
    expect(history?.totals).toEqual({ released: 104 });
    expect(attempts).toBe(0);
  }, 30_000);

  it('uses no attempt for a claim that was given back', async () => {
    const pool = bench.pool();
    const task = newTask({ maxAttempts: 1 });
    await bench.submit(pool, [task]);
    for (let i = 0; i < 3; i++) {
      const { claim, attempt } = await bench.claimOne(pool);
      expect(attempt).toBe(1);
      expect(await bench.settle(claim, release)).toMatchObject({ status: 'waiting' });
      expect(await bench.read(pool, task.id)).toMatchObject({ attempts: 0, fence: i + 1 });
    }
  });

  it('counts anew for each step', async () => {
    const pool = bench.pool();
    const task = newTask({ maxAttempts: 2 });
    await bench.submit(pool, [task]);
    await bench.settle((await bench.claimOne(pool)).claim, failure());
    const second = await bench.claimOne(pool);
    expect(await bench.settle(second.claim, partDone())).toMatchObject({ status: 'part_done' });
    expect(await bench.read(pool, task.id)).toMatchObject({ attempts: 0, status: 'part_done' });
    const step = await bench.claimOne(pool, { from: 'part_done' });
    expect(step.attempt).toBe(1);
    expect(await bench.settle(step.claim, failure())).toMatchObject({ status: 'part_done' });
    const last = await bench.claimOne(pool, { from: 'part_done' });
    expect(await bench.settle(last.claim, failure())).toMatchObject({ status: 'failed' });
  });

  it.each([
    ['done', done()],
    ['failed', failure(0, true)],
  ])('gives a %s task back whole: attempts, result and cancel go, history and place stay', async (status, end) => {
    const pool = bench.pool();
    const id = await bench.finished(pool, { codeVersion: 'old' }, end);
    await bench.fill(pool, 1);
    const before = await bench.read(pool, id, EVERY_FIELD);
    expect(before.status).toBe(status);
    expect(await reset(pool, id, { codeVersion: 'new' })).toBe('changed');
    const after = await bench.read(pool, id, EVERY_FIELD);
    expect(after).toMatchObject({
      status: 'waiting',
      attempts: 0,
      fence: before.fence,
      seq: before.seq,
      codeVersion: 'new',
    });
    expect([after.result, after.error, after.endedAt, after.cancelRequested]).toEqual([
      undefined,
      undefined,
      undefined,
      false,
    ]);
    expect(after.history).toEqual(before.history);
    const again = await bench.claimOne(pool);
    expect(again).toMatchObject({ claim: { taskId: id, fence: before.fence + 1 }, attempt: 1 });
  });

  it('resets a cancelled task, which is offered again', async () => {
    const pool = bench.pool();
    const [id] = await bench.fill(pool, 1);
    const { claim } = await bench.claimOne(pool);
    await bench.store.change(pool, { ids: [claim.taskId] }, { kind: 'cancel' }, { limit: 1 });
    expect(await bench.settle(claim, release)).toMatchObject({ status: 'cancelled' });
    expect(await reset(pool, claim.taskId)).toBe('changed');
    const next = await bench.claimOne(pool);
    expect(next.claim.taskId).toBe(id);
    expect(await bench.store.renew([{ claim: next.claim }], 60_000)).toMatchObject([
      { kind: 'held', cancelRequested: false },
    ]);
    expect(await bench.settle(next.claim, failure())).toMatchObject({ status: 'waiting' });
  });

  it('drops a first step’s result at a reset to waiting, and keeps it at one to part_done', async () => {
    const pool = bench.pool();
    const id = await bench.finished(pool, {}, partDone('first'));
    await bench.settle((await bench.claimOne(pool, { from: 'part_done' })).claim, done('second'));
    expect(await bench.read(pool, id, EVERY_FIELD)).toMatchObject({
      result: inline('second'),
      stepResult: inline('first'),
    });
    expect(await reset(pool, id, { to: 'part_done' })).toBe('changed');
    const kept = await bench.read(pool, id, EVERY_FIELD);
    expect(kept).toMatchObject({ status: 'part_done', attempts: 0, stepResult: inline('first') });
    expect(kept.result).toBeUndefined();
    expect((await bench.claim(pool)).tasks).toEqual([]);
    expect(await reset(pool, id, { to: 'waiting' })).toBe('changed');
    const dropped = await bench.read(pool, id, EVERY_FIELD);
    expect([dropped.status, dropped.stepResult, dropped.result]).toEqual(['waiting', undefined, undefined]);
    expect(await reset(pool, id, { to: 'part_done' })).toBe('not-applicable');
    const single = await bench.finished(bench.pool());
    expect(await reset(pool, single, { to: 'part_done' })).toBe('not-found');
  });

  it('has nothing to reset to part_done where no step was finished', async () => {
    const pool = bench.pool();
    const id = await bench.finished(pool);
    expect(await reset(pool, id, { to: 'part_done' })).toBe('not-applicable');
    expect((await bench.read(pool, id)).status).toBe('done');
  });

  it('takes a running task away only by force, under a higher fence', async () => {
    const pool = bench.pool();
    await bench.fill(pool, 1);
    const { claim } = await bench.claimOne(pool);
    expect(await reset(pool, claim.taskId)).toBe('running');
    expect(await bench.store.renew([{ claim }], 60_000)).toMatchObject([{ kind: 'held' }]);
    expect(await reset(pool, claim.taskId, { force: true })).toBe('changed');
    const task = await bench.read(pool, claim.taskId, ['history']);
    expect(task).toMatchObject({ status: 'waiting', attempts: 0, history: { totals: { reset: 1 } } });
    expect(task.fence).toBeGreaterThan(claim.fence);
    expect(await bench.settle(claim, done())).toMatchObject({ kind: 'lost' });
    expect((await bench.claimOne(pool)).claim.fence).toBeGreaterThan(task.fence);
  });

  it('resets once when two ask at once', async () => {
    const pool = bench.pool();
    const other = await bench.open();
    for (let round = 0; round < 5; round++) {
      const id = await bench.finished(pool);
      const outcomes = await Promise.all(
        [bench.store, other, bench.store, other].map(async (store) =>
          store.change(pool, { ids: [id] }, RESET, { limit: 1 }),
        ),
      );
      expect(outcomes.flatMap(({ items }) => items.map(({ outcome }) => outcome)).toSorted()).toEqual([
        'changed',
        'not-applicable',
        'not-applicable',
        'not-applicable',
      ]);
      await bench.settle((await bench.claimOne(pool)).claim, done());
    }
  });
});
