import type { ListQuery, StoredTask, TaskField } from '@windrow/core';
import { expect, it } from 'vitest';
import { done, EVERY_FIELD, failure, newTask, partDone, present, type TaskStoreRule, taskStoreRule } from './bench.js';

type Order = Extract<ListQuery, { top: number }>['order'];

export const reading: TaskStoreRule = taskStoreRule('rule 11: reading never loads what was not asked for', (bench) => {
  /** Every page of a listing; `between` runs after each. */
  async function pages(
    pool: string,
    limit: number,
    between: (page: readonly StoredTask[]) => Promise<void> = async () => {},
  ): Promise<readonly StoredTask[]> {
    const tasks: StoredTask[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < 200; page++) {
      const answer = await bench.store.list(pool, { fields: [], limit, ...(cursor !== undefined && { cursor }) });
      expect(answer.tasks.length).toBeLessThanOrEqual(limit);
      tasks.push(...answer.tasks);
      if (answer.cursor === undefined) return tasks;
      cursor = answer.cursor;
      await between(answer.tasks);
    }
    throw new Error('The listing did not end after 200 pages.');
  }

  it('gives of definition, result, step result, history and progress only what was asked for', async () => {
    const pool = bench.pool();
    const id = await bench.finished(pool, {}, partDone());
    const { claim } = await bench.claimOne(pool, { from: 'part_done' });
    await bench.store.renew([{ claim, progress: { at: 1 } }], 60_000);
    await bench.settle(claim, done());
    const asked: readonly (readonly TaskField[])[] = [[], ...EVERY_FIELD.map((field) => [field]), EVERY_FIELD];
    for (const fields of asked) {
      const read = await bench.read(pool, id, fields);
      const listed = await bench.store.list(pool, { fields, limit: 5 });
      const top = await bench.store.list(pool, { fields, order: { by: 'endedAt', descending: true }, top: 5 });
      for (const task of [read, ...listed.tasks, ...top.tasks]) {
        const given = EVERY_FIELD.filter((field: TaskField) => task[field] !== undefined && field !== 'progress');
        expect(given).toEqual(fields.filter((field) => field !== 'progress'));
        if (!fields.includes('progress')) expect(task.progress).toBeUndefined();
      }
    }
  });

  it('reads tasks in the order of the ids, and leaves out what is not there', async () => {
    const pool = bench.pool();
    const ids = await bench.fill(pool, 4);
    const wanted = [ids[2], 'no-such-task', ids[0], ids[3]].map((id) => id ?? '');
    const tasks = await bench.store.read(pool, wanted, []);
    expect(tasks.map(({ id }) => id)).toEqual([ids[2], ids[0], ids[3]]);
    expect(await bench.store.read(bench.pool(), ids, [])).toEqual([]);
    expect(await bench.store.read(pool, [], [])).toEqual([]);
  });

  it('lists every task once, in submission order, whatever the page', async () => {
    const pool = bench.pool();
    const ids = [...(await bench.fill(pool, 9, { priority: 1 })), ...(await bench.fill(pool, 8, { priority: 5 }))];
    for (const limit of [1, 4, 17, 100]) expect((await pages(pool, limit)).map(({ id }) => id)).toEqual(ids);
    expect(await pages(bench.pool(), 5)).toEqual([]);
  });

  it('holds every task that was there before it began, however tasks move meanwhile', async () => {
    const pool = bench.pool();
    const ids = await bench.fill(pool, 30);
    const removed = new Set<string>();
    let round = 0;
    const seen = await pages(pool, 4, async (page) => {
      round += 1;
      await bench.fill(pool, 1, { priority: 9 });
      const { tasks } = await bench.claim(pool, { limit: 3 });
      const ends = [done(), failure(), partDone()];
      await bench.store.settle(tasks.map(({ claim }, i) => ({ claim, end: present(ends[i], 'three ends') })));
      const [first] = page;
      const ahead = ids[ids.length - round];
      if (first === undefined || ahead === undefined) return;
      await bench.store.change(pool, { ids: [first.id, ahead] }, { kind: 'prioritize', priority: round }, { limit: 5 });
      const gone = [first.id, ids[ids.length - 1 - 3 * round] ?? first.id];
      await bench.store.remove(pool, { ids: gone }, { limit: 5, force: true });
      for (const id of gone) removed.add(id);
    });
    const times = new Map<string, number>();
    for (const { id } of seen) times.set(id, (times.get(id) ?? 0) + 1);
    expect([...times].filter(([, count]) => count > 1)).toEqual([]);
    expect(ids.filter((id) => !times.has(id) && !removed.has(id))).toEqual([]);
  }, 30_000);

  it('counts by status, of all tasks and of none', async () => {
    const pool = bench.pool();
    const empty = { waiting: 0, running: 0, part_done: 0, done: 0, failed: 0, cancelled: 0 };
    expect(await bench.store.count(pool)).toEqual(empty);
    await bench.finished(pool);
    await bench.finished(pool, {}, failure(0, true));
    await bench.finished(pool, {}, partDone());
    const ids = await bench.fill(pool, 5);
    await bench.claimOne(pool);
    await bench.store.change(pool, { ids: ids.slice(3) }, { kind: 'cancel' }, { limit: 5 });
    expect(await bench.store.count(pool)).toEqual({
      waiting: 2,
      running: 1,
      part_done: 1,
      done: 1,
      failed: 1,
      cancelled: 2,
    });
    await bench.store.remove(pool, {}, { limit: 100, force: true });
    expect(await bench.store.count(pool)).toEqual(empty);
  });

  it.each<Order>([
    { by: 'priority', descending: true },
    { by: 'priority', descending: false },
    { by: 'createdAt', descending: true },
    { by: 'startedAt', descending: false },
    { by: 'startedAt', descending: true },
    { by: 'endedAt', descending: true },
    { by: 'endedAt', descending: false },
    { by: 'seq', descending: true },
  ])(
    'gives the first ones by $by (descending: $descending), ties by submission, without a value last',
    async (order) => {
      const pool = bench.pool();
      for (let i = 0; i < 6; i++) {
        await bench.fill(pool, 2, { priority: (i * 5) % 4 });
        await bench.harness.advance(2);
        if (i % 2 === 0) continue;
        const { tasks } = await bench.claim(pool, { limit: 2 });
        await bench.harness.advance(2);
        await bench.store.settle(tasks.slice(1).map(({ claim }) => ({ claim, end: done() })));
      }
      const all = (await bench.store.list(pool, { fields: [], limit: 100 })).tasks;
      const sign = order.descending ? -1 : 1;
      const expected = all.toSorted((a, b) => {
        const [x, y] = [a[order.by], b[order.by]];
        if (x === undefined || y === undefined)
          return Number(x === undefined) - Number(y === undefined) || a.seq - b.seq;
        return (x - y) * sign || a.seq - b.seq;
      });
      const ids = expected.map(({ id }) => id);
      const top = async (count: number) =>
        (await bench.store.list(pool, { fields: [], order, top: count })).tasks.map(({ id }) => id);
      expect(await top(1_000)).toEqual(ids);
      expect(await top(5)).toEqual(ids.slice(0, 5));
    },
  );

  it('pages through a filtered listing to its end', async () => {
    const pool = bench.pool();
    const tasks = Array.from({ length: 60 }, (_, i) => newTask({ tags: { rare: i % 20 === 19 } }));
    await bench.submit(pool, tasks);
    const filter = { op: 'eq', path: ['tags', 'rare'], value: true } as const;
    const found: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < 100; page++) {
      const answer = await bench.store.list(pool, {
        fields: [],
        filter,
        limit: 2,
        ...(cursor !== undefined && { cursor }),
      });
      found.push(...answer.tasks.map(({ id }) => id));
      cursor = answer.cursor;
      if (cursor === undefined) break;
    }
    expect(cursor).toBeUndefined();
    expect(found).toEqual([19, 39, 59].map((i) => tasks[i]?.id));
  });
});
