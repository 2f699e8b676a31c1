import { expect, it } from 'vitest';
import { done, newTask, type TaskStoreRule, taskStoreRule } from './bench.js';

export const claimIsCheap: TaskStoreRule = taskStoreRule(
  'rule 8: a claim is cheap, and says when the next task falls due',
  (bench) => {
    it('finds the one claimable task behind thousands that are delayed or done', async () => {
      const pool = bench.pool();
      await bench.fill(pool, 300, { priority: 5 });
      for (let left = 300; left > 0; left -= 100) {
        const { tasks } = await bench.claim(pool, { limit: 100 });
        await bench.store.settle(tasks.map(({ claim }) => ({ claim, end: done() })));
      }
      await bench.fill(pool, 2_000, { priority: 9, delayMs: 3_600_000 });
      const [last] = await bench.fill(pool, 1, { priority: -9 });
      await bench.store.reap(pool, 100);
      const { tasks } = await bench.claim(pool, { limit: 3 });
      expect(tasks.map(({ claim }) => claim.taskId)).toEqual([last]);
      expect(await bench.store.count(pool)).toMatchObject({ waiting: 2_000, running: 1, done: 300 });
    }, 60_000);

    it('says nothing is due where nothing is scheduled', async () => {
      const pool = bench.pool();
      expect((await bench.claim(pool)).nextDueInMs).toBeUndefined();
      await bench.finished(pool);
      expect((await bench.claim(pool)).nextDueInMs).toBeUndefined();
    });

    it('says when the next delayed task falls due', async () => {
      const pool = bench.pool();
      await bench.submit(pool, [
        newTask({ delayMs: 900_000 }),
        newTask({ delayMs: 300_000 }),
        newTask({ delayMs: 600_000 }),
      ]);
      const { tasks, nextDueInMs } = await bench.claim(pool);
      expect(tasks).toEqual([]);
      expect(nextDueInMs).toBeGreaterThan(240_000);
      expect(nextDueInMs).toBeLessThanOrEqual(300_000);
    });

    it('says when the next lease runs out', async () => {
      const pool = bench.pool();
      await bench.submit(pool, [newTask(), newTask({ delayMs: 900_000 })]);
      await bench.claimOne(pool, { leaseMs: 200_000 });
      const { nextDueInMs } = await bench.claim(pool);
      expect(nextDueInMs).toBeGreaterThan(140_000);
      expect(nextDueInMs).toBeLessThanOrEqual(200_000);
    });

    it('says 0 or less of what is due already', async () => {
      const pool = bench.pool();
      await bench.fill(pool, 1, { delayMs: bench.leaseMs });
      await bench.passLease();
      const { tasks, nextDueInMs } = await bench.claim(pool);
      if (tasks.length === 0) expect(nextDueInMs).toBeLessThanOrEqual(0);
      await bench.store.reap(pool, 10);
      expect(tasks.length + (await bench.claim(pool)).tasks.length).toBe(1);
    });
  },
);
