import type { Claim, Settlement, StoredTask } from '@windrow/core';
import { expect, it } from 'vitest';
import { lossy } from '../faults/lossy.js';
import {
  done,
  EVERY_FIELD,
  failure,
  inline,
  newTask,
  partDone,
  present,
  release,
  type TaskBench,
  type TaskStoreRule,
  taskStoreRule,
} from './bench.js';

const ENDS: readonly (readonly [string, Settlement])[] = [
  ['a commit', done('late')],
  ['a commit of a step', partDone('late')],
  ['a failure', failure()],
  ['a final failure', failure(0, true)],
  ['a release', release],
];

/** How a holder loses its task; each gives the state that must stay. */
const LOSSES: readonly (readonly [string, (bench: TaskBench, claim: Claim) => Promise<void>])[] = [
  [
    'it was reaped',
    async (bench, claim) => {
      await bench.passLease();
      await bench.store.reap(claim.pool, 10);
    },
  ],
  [
    'it was reaped and claimed by another',
    async (bench, claim) => {
      await bench.passLease();
      await bench.store.reap(claim.pool, 10);
      await bench.claimOne(claim.pool, { workerId: 'other' });
    },
  ],
  [
    'another ended it',
    async (bench, claim) => {
      await bench.passLease();
      await bench.store.reap(claim.pool, 10);
      const other = await bench.claimOne(claim.pool, { workerId: 'other' });
      await bench.settle(other.claim, done('the other’s'));
    },
  ],
  [
    'it was reset by force',
    async (bench, { pool, taskId }) => {
      await bench.store.change(pool, { ids: [taskId] }, { kind: 'reset', to: 'waiting', force: true }, { limit: 1 });
    },
  ],
];

export const writesAreFenced: TaskStoreRule = taskStoreRule('rule 4: every write after a claim is fenced', (bench) => {
  for (const [loss, lose] of LOSSES) {
    it(`refuses whatever the holder writes after ${loss}, and leaves the task as it is`, async () => {
      const pool = bench.pool();
      await bench.fill(pool, 1);
      const { claim } = await bench.claimOne(pool, { leaseMs: bench.leaseMs, workerId: 'slow' });
      await lose(bench, claim);
      const before = await bench.read(pool, claim.taskId, EVERY_FIELD);
      const lost = { kind: 'lost', current: holder(before) };
      const renewed = await bench.store.renew([{ claim, progress: { at: 99 } }], 60_000);
      expect(renewed).toEqual([lost]);
      for (const [, end] of ENDS) expect(await bench.settle(claim, end)).toEqual(lost);
      expect(await bench.read(pool, claim.taskId, EVERY_FIELD)).toEqual(before);
    });
  }

  it('says of a removed task that it is gone', async () => {
    const pool = bench.pool();
    await bench.fill(pool, 1);
    const { claim } = await bench.claimOne(pool);
    await bench.store.remove(pool, { ids: [claim.taskId] }, { limit: 1, force: true });
    expect(await bench.store.renew([{ claim }], 60_000)).toEqual([{ kind: 'lost' }]);
    for (const [, end] of ENDS) expect(await bench.settle(claim, end)).toEqual({ kind: 'lost' });
    expect(await bench.store.read(pool, [claim.taskId], [])).toEqual([]);
  });

  it('refuses a fence that was never given', async () => {
    const pool = bench.pool();
    await bench.fill(pool, 1);
    const { claim } = await bench.claimOne(pool);
    const before = await bench.read(pool, claim.taskId, EVERY_FIELD);
    for (const fence of [claim.fence + 1, claim.fence - 1]) {
      expect(await bench.settle({ ...claim, fence }, done())).toMatchObject({ kind: 'lost', current: { fence: 1 } });
    }
    expect(await bench.read(pool, claim.taskId, EVERY_FIELD)).toEqual(before);
  });

  for (const [name, end] of ENDS) {
    it(`takes ${name} twice for one, also when the first reply was lost`, async () => {
      const pool = bench.pool();
      await bench.fill(pool, 1);
      const { claim } = await bench.claimOne(pool);
      await expect(bench.settle(claim, end, lossy(bench.store, ['settle']))).rejects.toThrow();
      const before = await bench.read(pool, claim.taskId, EVERY_FIELD);
      const again = { kind: 'settled', status: before.status, repeated: true };
      expect(await bench.settle(claim, end)).toEqual(again);
      expect(await bench.settle(claim, end, await bench.open())).toEqual(again);
      expect(await bench.read(pool, claim.taskId, EVERY_FIELD)).toEqual(before);
    });

    it(`refuses any other end after ${name}`, async () => {
      const pool = bench.pool();
      await bench.fill(pool, 1);
      const { claim } = await bench.claimOne(pool);
      expect(await bench.settle(claim, end)).toMatchObject({ kind: 'settled', repeated: false });
      const before = await bench.read(pool, claim.taskId, EVERY_FIELD);
      for (const other of [done('other'), partDone('other'), failure(), release]) {
        if (other.kind === end.kind) continue;
        expect(await bench.settle(claim, other)).toMatchObject({ kind: 'lost', current: { fence: claim.fence } });
      }
      expect(await bench.store.renew([{ claim, progress: 'late' }], 60_000)).toMatchObject([{ kind: 'lost' }]);
      expect(await bench.read(pool, claim.taskId, EVERY_FIELD)).toEqual(before);
    });
  }

  it('remembers the end of the last attempt while the next one runs', async () => {
    const pool = bench.pool();
    await bench.fill(pool, 1);
    const first = await bench.claimOne(pool);
    await bench.settle(first.claim, failure());
    const second = await bench.claimOne(pool);
    const before = await bench.read(pool, second.claim.taskId, EVERY_FIELD);
    expect(await bench.settle(first.claim, failure())).toMatchObject({ kind: 'settled', repeated: true });
    expect(await bench.settle(first.claim, done())).toMatchObject({ kind: 'lost', current: { fence: 2 } });
    expect(await bench.read(pool, second.claim.taskId, EVERY_FIELD)).toEqual(before);
  });

  it('judges each item of one call on its own, over pools, in input order', async () => {
    const [a, b] = [bench.pool(), bench.pool()];
    await bench.fill(a, 3);
    await bench.fill(b, 1);
    const { tasks } = await bench.claim(a, { limit: 3 });
    const claims = [...tasks, await bench.claimOne(b)].map(({ claim }) => claim);
    const [gone, kept, failed, elsewhere] = claims as [Claim, Claim, Claim, Claim];
    await bench.store.remove(a, { ids: [gone.taskId] }, { limit: 1, force: true });
    const renewed = await bench.store.renew(
      [{ claim: elsewhere, progress: { pool: 'b' } }, { claim: gone }, { claim: kept, progress: [1, null, 'x'] }],
      60_000,
    );
    expect(renewed.map(({ kind }) => kind)).toEqual(['held', 'lost', 'held']);
    const outcomes = await bench.store.settle([
      { claim: kept, end: { kind: 'done', result: inline('kept') } },
      { claim: gone, end: done() },
      { claim: elsewhere, end: release },
      { claim: failed, end: failure(0, true) },
    ]);
    expect(outcomes).toEqual([
      { kind: 'settled', status: 'done', repeated: false },
      { kind: 'lost' },
      { kind: 'settled', status: 'waiting', repeated: false },
      { kind: 'settled', status: 'failed', repeated: false },
    ]);
    expect((await bench.read(a, kept.taskId, ['result'])).result).toEqual(inline('kept'));
    expect((await bench.read(a, failed.taskId)).error).toMatchObject({ name: 'Error', message: 'it broke' });
  });

  it('keeps the progress that the holder sent last', async () => {
    const pool = bench.pool();
    const task = newTask();
    await bench.submit(pool, [task]);
    const { claim } = await bench.claimOne(pool);
    await bench.store.renew([{ claim, progress: { step: 1, of: 5 } }], 60_000);
    await bench.store.renew([{ claim }], 60_000);
    expect((await bench.read(pool, task.id, ['progress'])).progress).toEqual({ step: 1, of: 5 });
    await bench.store.renew([{ claim, progress: 0.5 }], 60_000);
    expect((await bench.read(pool, task.id, ['progress'])).progress).toBe(0.5);
    expect((await bench.read(pool, task.id)).progress).toBeUndefined();
  });
});

function holder(task: StoredTask): Record<string, unknown> {
  const { status, fence, workerId } = task;
  if (status !== 'running') return { status, fence };
  return { status, fence, workerId: present(workerId, 'a running task has no holder') };
}
