import { type PoolSettingsValues, type SettingsConflictError, WindrowError } from '@windrow/core';
import { expect, it } from 'vitest';
import { done, failure, type TaskBench, type TaskStoreRule, taskStoreRule } from './bench.js';

const HOUR_MS = 3_600_000;

export const poolSettings: TaskStoreRule = taskStoreRule('rule 16: pool settings and retention', (bench) => {
  it('are version 0 and empty until somebody stores some', async () => {
    expect(await bench.store.settings(bench.pool())).toEqual({ version: 0, values: { paused: false } });
  });

  it('are stored whole, with a version that grows', async () => {
    const pool = bench.pool();
    const values: PoolSettingsValues = {
      paused: true,
      maxAttempts: 7,
      backoff: { initialMs: 10, factor: 2, maxMs: 1_000, jitter: 0.5 },
      timeLimitMs: 60_000,
      leaseMs: 20_000,
      retention: { olderThanMs: 2 * HOUR_MS, statuses: ['done', 'cancelled'] },
    };
    const first = await bench.store.configure(pool, values, 0);
    expect(first.values).toEqual(values);
    expect(first.version).toBeGreaterThan(0);
    expect(await (await bench.open()).settings(pool)).toEqual(first);
    const second = await bench.store.configure(pool, { paused: false }, first.version);
    expect(second.version).toBeGreaterThan(first.version);
    expect(await bench.store.settings(pool)).toEqual({ version: second.version, values: { paused: false } });
  });

  it('are changed by compare-and-set: of two who read the same, one learns it', async () => {
    const pool = bench.pool();
    const { version } = await bench.store.configure(pool, { paused: false, maxAttempts: 1 }, 0);
    const stores = [bench.store, await bench.open(), bench.store];
    const outcomes = await Promise.allSettled(
      stores.map(async (store, i) => store.configure(pool, { paused: false, maxAttempts: i + 2 }, version)),
    );
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason as unknown);
    expect(refused).toHaveLength(2);
    const current = (await bench.store.settings(pool)).version;
    for (const error of refused) {
      expect(WindrowError.is(error, 'SETTINGS_CONFLICT')).toBe(true);
      const { expectedVersion, currentVersion } = error as SettingsConflictError;
      expect([expectedVersion, currentVersion]).toEqual([version, current]);
    }
    await expect(bench.store.configure(bench.pool(), { paused: true }, 3)).rejects.toMatchObject({
      code: 'SETTINGS_CONFLICT',
    });
  });

  it('let a paused pool hand out nothing, while what runs may end', async () => {
    const pool = bench.pool();
    await bench.fill(pool, 3);
    const { claim } = await bench.claimOne(pool);
    const { version } = await bench.store.configure(pool, { paused: true }, 0);
    const other = await bench.open();
    expect((await bench.claim(pool, { limit: 5 })).tasks).toEqual([]);
    expect((await bench.claim(pool, { limit: 5 }, other)).tasks).toEqual([]);
    await bench.fill(pool, 1);
    expect(await bench.store.renew([{ claim }], 60_000)).toMatchObject([{ kind: 'held' }]);
    expect(await bench.settle(claim, done())).toMatchObject({ kind: 'settled' });
    await bench.store.configure(pool, { paused: false }, version);
    expect((await bench.claim(pool, { limit: 5 }, other)).tasks).toHaveLength(3);
  });

  it('list every pool that has tasks or settings', async () => {
    const [full, configured, unknown] = [bench.pool(), bench.pool(), bench.pool()];
    await bench.finished(full);
    await bench.fill(full, 2);
    await bench.store.configure(configured, { paused: true }, 0);
    await bench.store.count(unknown);
    const pools = new Map((await bench.store.pools()).map((summary) => [summary.pool, summary]));
    expect(pools.get(full)?.paused).toBe(false);
    expect(pools.get(full)?.counts).toEqual(await bench.store.count(full));
    expect(pools.get(configured)).toMatchObject({ paused: true, counts: { waiting: 0 } });
    expect(pools.has(unknown)).toBe(false);
  });

  it('retain everything unless told otherwise', async () => {
    const pool = bench.pool();
    const id = await bench.finished(pool);
    await older(bench, pool, [id], 400 * 24 * HOUR_MS);
    expect(await bench.store.reap(pool, 10)).toMatchObject({ retired: 0 });
    expect((await bench.read(pool, id)).status).toBe('done');
  });

  it('remove what ended long enough ago, of the statuses named, and nothing else', async () => {
    const pool = bench.pool();
    await bench.store.configure(pool, { paused: false, retention: { olderThanMs: HOUR_MS, statuses: ['done'] } }, 0);
    const old = [await bench.finished(pool), await bench.finished(pool), await bench.finished(pool)];
    const failed = await bench.finished(pool, {}, failure(0, true));
    const step = await bench.finished(pool, {}, { kind: 'part_done' });
    const [running, waiting] = await bench.fill(pool, 2);
    await bench.claimOne(pool, { leaseMs: 24 * HOUR_MS });
    await older(bench, pool, [...old, failed], HOUR_MS + 60_000);
    const young = await bench.finished(pool, { priority: 1 });
    let retired = 0;
    for (let round = 0, more = true; more && round < 5; round++) {
      const outcome = await bench.store.reap(pool, 2);
      expect(outcome.retired).toBeLessThanOrEqual(2);
      retired += outcome.retired;
      more = outcome.more;
    }
    expect(retired).toBe(3);
    const left = (await bench.store.list(pool, { fields: [], limit: 20 })).tasks.map(({ id }) => id);
    expect(left.toSorted()).toEqual([failed, step, running, waiting, young].toSorted());
    expect(await bench.store.count(pool)).toMatchObject({ done: 1 });
  });
});

/** Lets ended tasks be older: by the injected clock, or by moving their end where the clock is a server's. */
async function older({ harness }: TaskBench, pool: string, ids: readonly string[], ms: number): Promise<void> {
  if (harness.store.capabilities.clock === 'injected') return harness.advance(ms);
  if (harness.backdate === undefined) {
    throw new Error(
      'The store has a server’s clock, so its harness must offer backdate(): no test can wait for retention.',
    );
  }
  for (const id of ids) await harness.backdate(pool, id, ms);
}
