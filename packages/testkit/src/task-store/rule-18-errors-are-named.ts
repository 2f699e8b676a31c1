import { WindrowError } from '@windrow/core';
import { expect, it } from 'vitest';
import { type claimRequest, done, newTask, type TaskStoreRule, taskStoreRule } from './bench.js';

export const errorsAreNamed: TaskStoreRule = taskStoreRule('rule 18: every error is named', (bench) => {
  it.each<readonly [string, Parameters<typeof claimRequest>[0]]>([
    ['no task', { limit: 0 }],
    ['more than 1,000 tasks', { limit: 1_001 }],
    ['half a task', { limit: 1.5 }],
    ['no lease', { leaseMs: 0 }],
    ['an endless lease', { leaseMs: Number.NaN }],
    ['no route', { routes: [] }],
    ['33 routes', { routes: Array.from({ length: 33 }, (_, i) => `r${i}`) }],
  ])('refuses a claim of %s before it does anything', async (_, overrides) => {
    const pool = bench.pool();
    await bench.fill(pool, 2);
    await expect(bench.claim(pool, overrides)).rejects.toSatisfy(named);
    expect(await bench.store.count(pool)).toMatchObject({ waiting: 2, running: 0 });
  });

  it('refuses a batch, a page or a lease out of bounds before it does anything', async () => {
    const pool = bench.pool();
    await bench.fill(pool, 2);
    const { claim } = await bench.claimOne(pool);
    const { store } = bench;
    const tooMany = Array.from({ length: 10_001 }, () => newTask());
    await expect(store.submit(pool, tooMany, 'reuse')).rejects.toSatisfy(named);
    await expect(store.renew([{ claim }], 0)).rejects.toSatisfy(named);
    await expect(store.reap(pool, 0)).rejects.toSatisfy(named);
    await expect(store.list(pool, { fields: [], limit: 0 })).rejects.toSatisfy(named);
    const order = { by: 'seq', descending: false } as const;
    await expect(store.list(pool, { fields: [], order, top: 1_001 })).rejects.toSatisfy(named);
    await expect(store.list(pool, { fields: [], limit: 5, cursor: 'no cursor of ours' })).rejects.toSatisfy(named);
    await expect(store.change(pool, {}, { kind: 'cancel' }, { limit: 0 })).rejects.toSatisfy(named);
    await expect(store.remove(pool, {}, { limit: -1, force: true })).rejects.toSatisfy(named);
    expect(await store.count(pool)).toMatchObject({ waiting: 1, running: 1 });
    expect(await bench.settle(claim, done())).toMatchObject({ kind: 'settled' });
  });

  it('says which pool, and what to do, when settings clash', async () => {
    const pool = bench.pool();
    const error = await bench.store.configure(pool, { paused: true }, 99).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'SettingsConflictError', code: 'SETTINGS_CONFLICT', pool, retryable: false });
    expect((error as Error).message).toContain(pool);
  });

  it('answers about things that are not there, without an error', async () => {
    const pool = bench.pool();
    expect(await bench.store.read(pool, ['nobody'], [])).toEqual([]);
    expect((await bench.store.list(pool, { fields: [], limit: 5 })).tasks).toEqual([]);
    expect(await bench.store.reap(pool, 5)).toEqual({ expired: [], due: 0, retired: 0, more: false });
    expect(await bench.store.workers(pool)).toEqual([]);
    expect(await bench.store.renew([], 1_000)).toEqual([]);
    expect(await bench.store.settle([])).toEqual([]);
    const cancelled = await bench.store.change(pool, { ids: [] }, { kind: 'cancel' }, { limit: 5 });
    expect(cancelled.items).toEqual([]);
  });
});

function named(error: unknown): boolean {
  return WindrowError.is(error, 'INVALID_ARGUMENT') && error.message.length > 10;
}
