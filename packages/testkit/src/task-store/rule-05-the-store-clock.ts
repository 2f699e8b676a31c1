import { expect, it } from 'vitest';
import { withMachineClockOff } from '../faults/machine-clock.js';
import { claimRequest, done, newTask, type TaskStoreRule, taskStoreRule } from './bench.js';

const HOUR_MS = 3_600_000;

export const storeClockRules: TaskStoreRule = taskStoreRule('rule 5: the store’s clock rules', (bench) => {
  it('writes deadlines by its own clock', async () => {
    const pool = bench.pool();
    const before = await bench.store.now();
    const task = newTask({ delayMs: 50_000 });
    await bench.submit(pool, [task, newTask()]);
    const { claim } = await bench.claimOne(pool, { leaseMs: 40_000 });
    const [renewal] = await bench.store.renew([{ claim }], 70_000);
    const after = await bench.store.now();
    const stored = await bench.read(pool, task.id);
    const within = (value: number | undefined, ms: number) => {
      expect(value).toBeGreaterThanOrEqual(before + ms);
      expect(value).toBeLessThanOrEqual(after + ms);
    };
    within(claim.leaseUntil, 40_000);
    within(stored.availableAt, 50_000);
    within(stored.createdAt, 0);
    expect(renewal).toMatchObject({ kind: 'held', cancelRequested: false });
    if (renewal?.kind !== 'held') return;
    within(renewal.leaseUntil, 70_000);
    expect(renewal.leftMs).toBeGreaterThan(60_000);
    expect(renewal.leftMs).toBeLessThanOrEqual(70_000);
    expect(await bench.read(pool, claim.taskId)).toMatchObject({ leaseUntil: renewal.leaseUntil });
  });

  it.each([
    ['an hour ahead', HOUR_MS],
    ['an hour behind', -HOUR_MS],
  ])('lets a worker whose clock is %s neither steal nor starve', async (_, offsetMs) => {
    const pool = bench.pool();
    const skewed = await bench.open();
    await bench.fill(pool, 1);
    const healthy = await bench.claimOne(pool, { leaseMs: 600_000, workerId: 'healthy' });
    await withMachineClockOff(offsetMs, async () => {
      expect(await skewed.reap(pool, 10)).toMatchObject({ expired: [] });
      expect((await skewed.claim(pool, claimRequest())).tasks).toEqual([]);
      await skewed.submit(pool, [newTask({ delayMs: bench.pendingMs })], 'reuse');
      expect((await skewed.claim(pool, claimRequest())).tasks).toEqual([]);
    });
    await bench.passPending();
    await withMachineClockOff(offsetMs, async () => {
      await skewed.reap(pool, 10);
      const { tasks } = await skewed.claim(pool, claimRequest({ leaseMs: bench.leaseMs }));
      expect(tasks).toHaveLength(1);
      expect(tasks[0]?.claim.leaseUntil).toBeLessThanOrEqual((await bench.store.now()) + bench.leaseMs);
    });
    await bench.passLease();
    expect((await bench.store.reap(pool, 10)).expired).toHaveLength(1);
    expect(await bench.settle(healthy.claim, done())).toMatchObject({ kind: 'settled', status: 'done' });
  });

  it('takes an instant that a user named as it is', async () => {
    const pool = bench.pool();
    const availableAt = (await bench.store.now()) + 2 * HOUR_MS;
    const [later, due] = [newTask({ availableAt }), newTask({ availableAt: 1_000 })];
    await bench.submit(pool, [later, due]);
    expect((await bench.read(pool, later.id)).availableAt).toBe(availableAt);
    await bench.store.reap(pool, 10);
    expect(await bench.drain(pool)).toEqual([due.id]);
  });

  it('never goes back, for no client', async () => {
    const harness = await bench.fresh();
    const { store } = harness;
    const pool = bench.pool();
    const before = await store.now();
    await store.submit(pool, [newTask()], 'reuse');
    if (store.capabilities.clock === 'server') {
      await harness.advance(5);
      expect(await store.now()).toBeGreaterThan(before);
      return;
    }
    await harness.advance(-HOUR_MS);
    const other = await bench.open(harness);
    expect(await store.now()).toBeGreaterThanOrEqual(before);
    expect(await other.now()).toBeGreaterThanOrEqual(before);
    const { tasks } = await other.claim(pool, claimRequest({ leaseMs: 10_000 }));
    expect(tasks[0]?.claim.leaseUntil).toBeGreaterThanOrEqual(before + 10_000);
    await harness.advance(HOUR_MS + 10_001);
    expect((await store.reap(pool, 10)).expired).toHaveLength(1);
  });
});
