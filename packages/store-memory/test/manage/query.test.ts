import { TaskNotFoundError } from '@windrow/core';
import { describe, expect, it } from 'vitest';
import { all, poolOf, ridge, ridges } from './pool-of.js';

describe('parity: query(query, decode) → query(filter, { select })', () => {
  it('rule 11: loads only what select names, page by page', async () => {
    const { manager, store } = poolOf();
    await manager.createTasks(ridges(1_200));
    const list = store.list.bind(store);
    const asked: unknown[] = [];
    store.list = async (pool, query) => {
      asked.push([query.fields, 'limit' in query && query.limit]);
      return list(pool, query);
    };
    const plain = await all(manager.query());
    expect(plain).toHaveLength(1_200);
    expect('definition' in (plain[0] as object)).toBe(false);
    expect(asked).toEqual([
      [[], 500],
      [[], 500],
      [[], 500],
    ]);
    const [first] = await all(manager.query({ 'definition.model.kwargs.alpha': 7 }, { select: ['definition'] }));
    expect(first?.definition).toEqual(ridge(7));
  });

  it('gives results decoded where they are asked for', async () => {
    const { manager } = poolOf();
    await manager.createTasks(ridges(3));
    await manager.withTask({}, () => new Map([['ic', 0.5]]));
    await manager.withTask({ commitAs: 'part_done' }, () => [-0]);
    const tasks = await all(manager.query({}, { select: ['result', 'stepResult'] }));
    expect(tasks.map(({ result, stepResult }) => [result, stepResult])).toStrictEqual([
      [new Map([['ic', 0.5]]), undefined],
      [undefined, [-0]],
      [undefined, undefined],
    ]);
  });

  it('rule 11: holds every task there was, however tasks move meanwhile', async () => {
    const { manager } = poolOf();
    const { ids } = await manager.createTasks(ridges(1_500));
    const seen: string[] = [];
    for await (const { id } of manager.query()) {
      if (seen.length % 100 === 0) {
        await manager.prioritize(ids[1_400] as string, seen.length);
        await manager.withTask({}, () => 1);
      }
      seen.push(id);
    }
    expect(seen).toEqual(ids);
  });

  it('rule 11: pages hold every task there was, each once, while others submit, run and remove', async () => {
    const { manager } = poolOf();
    const { ids } = await manager.createTasks(ridges(1_300));
    const seen: string[] = [];
    let page = await manager.page({}, { limit: 600 });
    expect(page.tasks).toHaveLength(600);
    for (;;) {
      seen.push(...page.tasks.map(({ id }) => id));
      const { cursor } = page;
      if (cursor === undefined) break;
      await manager.insertTaskDef({ later: seen.length });
      await manager.withTask({}, () => 1);
      await manager.remove([seen[1] as string]);
      page = await manager.page({}, { limit: 600, cursor });
    }
    expect(seen.slice(0, 1_300)).toEqual(ids);
    expect(new Set(seen).size).toBe(seen.length);
    expect((await manager.page({ 'definition.later': 600 }, { select: ['definition'] })).tasks).toMatchObject([
      { definition: { later: 600 } },
    ]);
    await expect(manager.page({}, { limit: 0 })).rejects.toThrow(
      'limit: must be a whole number from 1 to 100000, not 0.',
    );
    await expect(manager.page({}, { cursor: 'x' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('rule 11: other orders are the first so many', async () => {
    const { manager } = poolOf();
    for (const priority of [1, 5, 3]) await manager.insertTaskDef(ridge(priority), { priority });
    const order = { by: 'priority', descending: true, top: 2 } as const;
    expect((await all(manager.query({}, { order }))).map(({ priority }) => priority)).toEqual([5, 3]);
    await expect(all(manager.query({}, { order: { ...order, top: 1_001 } }))).rejects.toThrow(
      'order.top: must be a whole number from 1 to 1000, not 1001.',
    );
    await expect(all(manager.query({}, { order: { ...order, by: 'key' as never } }))).rejects.toThrow(
      'order.by: must be one of',
    );
  });

  it('rule 12: refuses a bad filter before it reaches the store, and never changes a good one', async () => {
    const { manager, store } = poolOf();
    store.list = async () => {
      throw new Error('the store was asked');
    };
    await expect(all(manager.query({ $where: 'true' } as never))).rejects.toThrow(
      'Filter at $where: $where is not offered here.',
    );
    await expect(all(manager.query({}, { select: ['results' as never] }))).rejects.toThrow(
      'select[0]: must be one of definition',
    );
    await expect(manager.stat({ stats: 1 })).rejects.toThrow('a task has no field "stats" to filter by.');
    const filter = Object.freeze({ id: Object.freeze({ $in: Object.freeze(['a', 'b']) }) });
    expect(await manager.stat(filter)).toMatchObject({ waiting: 0 });
  });
});

describe('parity: re_query(id) → get(id)', () => {
  it('gives everything, or what is selected', async () => {
    const { manager } = poolOf();
    const { ids } = await manager.createTasks(ridge(1));
    const [id] = ids as [string];
    await manager.withTask({}, async (task) => {
      await task.renew('half way');
      return 5;
    });
    const task = await manager.get(id);
    expect(task).toMatchObject({ id, status: 'done', definition: ridge(1), result: 5, progress: 'half way' });
    expect(task.history?.totals).toEqual({ done: 1 });
    expect(Object.keys(await manager.get(id, { select: ['result'] }))).not.toContain('definition');
  });

  it('an unknown id is TaskNotFoundError', async () => {
    const { manager } = poolOf();
    await expect(manager.get('nobody')).rejects.toThrow(TaskNotFoundError);
    await expect(manager.get('nobody')).rejects.toThrow(
      `Pool "${manager.pool}" has no task nobody: it was removed, or the id belongs to another pool.`,
    );
  });
});

describe('parity: task_stat(query) → stat(filter)', () => {
  it('counts every status, zeros too, and reads no definition or result', async () => {
    const { manager } = poolOf();
    await manager.createTasks(ridges(6));
    await manager.withTask({}, () => 1);
    await manager.withTask({ commitAs: 'part_done' }, () => 1);
    await (await manager.fetchTask())?.fail('x', { final: true });
    await manager.fetchTask();
    await manager.cancel({ 'definition.model.kwargs.alpha': 5 });
    expect(await manager.stat()).toEqual({ waiting: 1, running: 1, part_done: 1, done: 1, failed: 1, cancelled: 1 });
    expect(await manager.stat({ 'definition.model.kwargs.alpha': { $lt: 2 } })).toEqual({
      waiting: 0,
      running: 0,
      part_done: 1,
      done: 1,
      failed: 0,
      cancelled: 0,
    });
  });
});

describe('dead letters', () => {
  it('lists what has failed with its definition, every attempt and its error', async () => {
    const { manager } = poolOf();
    await manager.createTasks(ridges(3));
    await (await manager.fetchTask())?.fail(new TypeError('bad data'), { final: true });
    await manager.withTask({}, () => 1);
    const [letter, ...rest] = await all(manager.deadLetters());
    expect(rest).toEqual([]);
    expect(letter).toMatchObject({ definition: ridge(0), error: { name: 'TypeError', message: 'bad data' } });
    expect(letter?.history?.attempts).toHaveLength(1);
    expect(await all(manager.deadLetters({ 'definition.model.kwargs.alpha': 1 }))).toEqual([]);
  });
});
