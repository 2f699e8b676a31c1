import { expect, it } from 'vitest';
import { type ClaimObservation, orderFaults } from '../history/order-faults.js';
import { failure, newTask, present, release, type TaskStoreRule, taskStoreRule } from './bench.js';

export const oneOrder: TaskStoreRule = taskStoreRule('rule 3: one order everywhere', (bench) => {
  const priorities = [0, 5, -1, 5, 32_767, 0, -32_767, 5, 0, -1];

  /** Ids by priority descending, then by place in the list. */
  function ordered(tasks: readonly { id: string; priority: number }[]): readonly string[] {
    return tasks.toSorted((a, b) => b.priority - a.priority).map(({ id }) => id);
  }

  it.each([1, 4])('lets one claimer alone see priority, then submission order (%i at once)', async (limit) => {
    const pool = bench.pool();
    const tasks = priorities.map((priority) => newTask({ priority }));
    await bench.submit(pool, tasks.slice(0, 6));
    await (await bench.open()).submit(pool, tasks.slice(6), 'reuse');
    expect(await bench.drain(pool, { limit })).toEqual(ordered(tasks));
  });

  it('keeps submission order over many batches of one priority', async () => {
    const pool = bench.pool();
    const ids: string[] = [];
    for (let i = 0; i < 12; i++) ids.push(...(await bench.fill(pool, 11)));
    expect(await bench.drain(pool, { limit: 50 })).toEqual(ids);
  });

  it('moves a task whose priority changes, and keeps its place among its equals', async () => {
    const pool = bench.pool();
    const ids = await bench.fill(pool, 5);
    const [a, b, c, d, e] = ids as [string, string, string, string, string];
    await bench.store.change(pool, { ids: [c, e] }, { kind: 'prioritize', priority: 9 }, { limit: 10 });
    await bench.store.change(pool, { ids: [a] }, { kind: 'prioritize', priority: -9 }, { limit: 10 });
    await bench.store.change(pool, { ids: [e] }, { kind: 'prioritize', priority: 0 }, { limit: 10 });
    expect(await bench.drain(pool)).toEqual([c, b, d, e, a]);
  });

  it('gives a task that came back its old place', async () => {
    const pool = bench.pool();
    const ids = await bench.fill(pool, 3);
    const { claim } = await bench.claimOne(pool);
    await bench.settle(claim, failure());
    const again = await bench.claimOne(pool);
    expect(again.claim.taskId).toBe(ids[0]);
    await bench.settle(again.claim, release);
    expect(await bench.drain(pool)).toEqual(ids);
  });

  it('orders the second step as it orders the first', async () => {
    const pool = bench.pool();
    const tasks = priorities.map((priority) => newTask({ priority }));
    await bench.submit(pool, tasks);
    const { tasks: claimed } = await bench.claim(pool, { limit: 100 });
    for (const { claim } of claimed.toReversed()) await bench.settle(claim, { kind: 'part_done' });
    expect(await bench.drain(pool, { from: 'part_done', limit: 3 })).toEqual(ordered(tasks));
  });

  it('keeps a delayed task back until it is due, then gives it its place', async () => {
    const pool = bench.pool();
    const [late, plain, top] = [newTask({ delayMs: bench.pendingMs }), newTask(), newTask({ priority: 1 })];
    await bench.submit(pool, [late, plain, top]);
    expect((await bench.read(pool, late.id)).availableAt).toBeGreaterThan(await bench.store.now());
    const { tasks } = await bench.claim(pool, { limit: 1 });
    expect(tasks.map(({ claim }) => claim.taskId)).toEqual([top.id]);
    await bench.passPending();
    await bench.store.reap(pool, 100);
    expect(await bench.drain(pool)).toEqual([late.id, plain.id]);
    expect((await bench.read(pool, late.id)).availableAt).toBeUndefined();
  });

  it('does not offer a delayed task before its time, however little else there is', async () => {
    const pool = bench.pool();
    await bench.submit(pool, [newTask({ delayMs: 3_600_000, priority: 9 })]);
    await bench.store.reap(pool, 100);
    expect((await bench.claim(pool, { limit: 5 })).tasks).toEqual([]);
  });

  it('delays by hand, and takes the delay back', async () => {
    const pool = bench.pool();
    const ids = await bench.fill(pool, 3);
    const [first, second] = ids as [string, string, string];
    await bench.store.change(pool, { ids: [first, second] }, { kind: 'delay', delayMs: 3_600_000 }, { limit: 10 });
    expect(await bench.drain(pool)).toEqual(ids.slice(2));
    await bench.store.change(pool, { ids: [first] }, { kind: 'delay', delayMs: 0 }, { limit: 10 });
    await bench.store.reap(pool, 100);
    expect(await bench.drain(pool)).toEqual([first]);
  });

  it('with six claimers never passes over a higher priority, nor more than the window of equals', async () => {
    const pool = bench.pool();
    const tasks = Array.from({ length: 240 }, (_, i) => newTask({ priority: (i * 7) % 4 }));
    await bench.submit(pool, tasks);
    const other = await bench.open();
    const observations: ClaimObservation[] = [];
    let step = 0;
    await Promise.all(
      Array.from({ length: 6 }, async (_, i) => {
        const limit = 1 + (i % 2) * 3;
        for (let round = 0; round < tasks.length; round++) {
          step += 1;
          const begin = step;
          const result = await bench.claim(pool, { limit, workerId: `w${i}` }, i % 2 === 0 ? bench.store : other);
          step += 1;
          if (result.tasks.length === 0) return;
          observations.push({ begin, end: step, limit, ids: result.tasks.map(({ claim }) => claim.taskId) });
        }
      }),
    );
    expect(observations.flatMap(({ ids }) => ids)).toHaveLength(tasks.length);
    expect(orderFaults(tasks, observations)).toEqual([]);
  }, 30_000);

  it('numbers submissions upwards', async () => {
    const pool = bench.pool();
    const ids = [...(await bench.fill(pool, 5)), ...(await bench.fill(pool, 5))];
    const seqs = (await bench.store.read(pool, ids, [])).map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
    expect(new Set(seqs).size).toBe(10);
    expect(present(seqs[0], 'no submission number')).toBeGreaterThanOrEqual(0);
  });
});
