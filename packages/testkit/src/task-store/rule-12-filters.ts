import {
  canonicalText,
  type Filter,
  type FilterNode,
  type FilterOperators,
  matches,
  parseFilter,
  type StoredTask,
  TASK_STATUSES,
  TASK_VOCABULARY,
} from '@windrow/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { definitionArbitrary, tagsArbitrary, taskFilterArbitrary } from '../filters/filter-arbitraries.js';
import { taskReader } from '../filters/task-reader.js';
import { propertyParameters } from '../property/property-parameters.js';
import { done, failure, newTask, partDone, type TaskBench, type TaskStoreRule, taskStoreRule } from './bench.js';

export const filters: TaskStoreRule = taskStoreRule('rule 12: filters have one meaning everywhere', (bench) => {
  it('agrees with the reference evaluator on random filters and tasks', async () => {
    const content = fc.array(fc.tuple(tagsArbitrary, definitionArbitrary), { minLength: 24, maxLength: 24 });
    // Many filters over few sets of tasks: sets are what costs.
    for (const contents of fc.sample(content, propertyParameters(3))) {
      const pool = bench.pool();
      const tasks = await scattered(bench, pool, contents);
      const instants = tasks.flatMap(({ createdAt, startedAt, leaseUntil }) => [
        createdAt,
        startedAt ?? 0,
        leaseUntil ?? 1,
      ]);
      await fc.assert(
        fc.asyncProperty(
          taskFilterArbitrary(
            tasks.slice(0, 5).map(({ id }) => id),
            instants,
          ),
          async (filter) => {
            const copy = structuredClone(filter);
            await agree(pool, tasks, parseFilter(filter, TASK_VOCABULARY));
            expect(filter).toEqual(copy);
          },
        ),
        propertyParameters<[Filter]>(bench.store.capabilities.clock === 'server' ? 40 : 150),
      );
    }
  }, 90_000);

  it('tells missing, null, false, zero and the empty string apart as it should', async () => {
    const pool = bench.pool();
    const values = ['{}', '{"v":null}', '{"v":false}', '{"v":0}', '{"v":""}', '{"v":[]}', '{"v":{}}', '{"v":[0]}'];
    await bench.submit(
      pool,
      values.map((definition) => newTask({ definition })),
    );
    const found = async (filter: Filter) => {
      const { tasks } = await bench.store.list(pool, {
        filter: parseFilter(filter, TASK_VOCABULARY),
        fields: ['definition'],
        limit: 100,
      });
      return tasks.map(({ definition }) => definition);
    };
    expect(await found({ 'definition.v': null })).toEqual(['{}', '{"v":null}']);
    expect(await found({ 'definition.v': 0 })).toEqual(['{"v":0}']);
    expect(await found({ 'definition.v': '' })).toEqual(['{"v":""}']);
    expect(await found({ 'definition.v': false })).toEqual(['{"v":false}']);
    expect(await found({ 'definition.v': { $exists: false } })).toEqual(['{}']);
    expect(await found({ 'definition.v': { $ne: 0 } })).toEqual(values.filter((value) => value !== '{"v":0}'));
    expect(await found({ 'definition.v': { $in: [null, ''] } })).toEqual(['{}', '{"v":null}', '{"v":""}']);
    expect(await found({ 'definition.v': { $lte: 0 } })).toEqual(['{"v":0}']);
    expect(await found({ 'definition.v': { $gte: null } })).toEqual(['{}', '{"v":null}']);
    expect(await found({ 'definition.v.0': { $exists: true } })).toEqual([]);
    expect(await found({ 'definition.v': { $in: [] } })).toEqual([]);
  });

  it('never takes one type for another', async () => {
    const pool = bench.pool();
    const values = [1, '1', true, 'true', null, 'null', 10, '10', 9, '9', [1], ['1'], { a: 1 }];
    await bench.submit(
      pool,
      values.map((v) => newTask({ definition: JSON.stringify({ v }) })),
    );
    const found = async (filter: FilterOperators) => {
      const node = parseFilter({ 'definition.v': filter }, TASK_VOCABULARY);
      const { tasks } = await bench.store.list(pool, { filter: node, fields: ['definition'], limit: 100 });
      return tasks.map(({ definition }) => (JSON.parse(definition ?? '') as { v: unknown }).v);
    };
    expect(await found({ $eq: 1 })).toEqual([1]);
    expect(await found({ $eq: '1' })).toEqual(['1']);
    expect(await found({ $eq: true })).toEqual([true]);
    expect(await found({ $eq: 'null' })).toEqual(['null']);
    expect(await found({ $in: ['10', 9, null] })).toEqual([null, '10', 9]);
    expect(await found({ $gt: 1 })).toEqual([10, 9]);
    expect(await found({ $gt: '1' })).toEqual(['true', 'null', '10', '9']);
    expect(await found({ $gte: false })).toEqual([true]);
    expect(await found({ $not: { $lt: '2' } })).toEqual(values.filter((v) => v !== '1' && v !== '10'));
    expect(await found({ $nin: [1, '1', true] })).toEqual(values.filter((v) => v !== 1 && v !== '1' && v !== true));
  });

  it('compares strings by code point', async () => {
    const pool = bench.pool();
    await bench.submit(
      pool,
      ['\uffee', '𝄞', 'Z', 'a', 'é'].map((name) => newTask({ tags: { name } })),
    );
    const above = async (name: string) => {
      const filter = parseFilter({ 'tags.name': { $gt: name } }, TASK_VOCABULARY);
      return (await bench.store.list(pool, { filter, fields: [], limit: 9 })).tasks.map(({ tags }) => tags['name']);
    };
    expect(await above('Z')).toEqual(['\uffee', '𝄞', 'a', 'é']);
    expect(await above('\uffee')).toEqual(['𝄞']);
  });

  it('means the same when it chooses what to count, change and remove', async () => {
    const pool = bench.pool();
    const tasks = await scattered(bench, pool, []);
    const filter = parseFilter({ $or: [{ status: 'failed' }, { priority: { $gt: 1 } }] }, TASK_VOCABULARY);
    const ids = tasks.filter((task) => matches(filter, taskReader(task))).map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(3);
    const tagged = await bench.store.change(
      pool,
      { filter },
      { kind: 'tag', set: { hit: true }, unset: [] },
      { limit: 99 },
    );
    expect(tagged.items.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    const hit = parseFilter({ 'tags.hit': true }, TASK_VOCABULARY);
    expect(Object.values(await bench.store.count(pool, hit)).reduce((sum, n) => sum + n)).toBe(ids.length);
    const removed = await bench.store.remove(pool, { filter: hit }, { limit: 99, force: true });
    expect(removed.items.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  });

  async function agree(pool: string, tasks: readonly StoredTask[], filter: FilterNode): Promise<void> {
    const expected = tasks.filter((task) => matches(filter, taskReader(task)));
    const [listed, counts] = await Promise.all([
      bench.store.list(pool, { filter, fields: [], limit: 100 }),
      bench.store.count(pool, filter),
    ]);
    expect(listed.tasks.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    expect(listed.cursor).toBeUndefined();
    expect(counts).toEqual(
      Object.fromEntries(
        TASK_STATUSES.map((status) => [status, expected.filter((task) => task.status === status).length]),
      ),
    );
  }
});

/** At least 24 tasks in every status, some delayed, as they are stored. */
async function scattered(
  bench: TaskBench,
  pool: string,
  contents: readonly (readonly [Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>])[],
): Promise<readonly StoredTask[]> {
  const tasks = Array.from({ length: 24 }, (_, i) => {
    const [tags, definition] = contents[i] ?? [{}, {}];
    return newTask({
      priority: i % 4,
      tags: tags as Record<string, string>,
      definition: canonicalText(definition as Record<string, string>),
      ...(i % 6 === 5 && { delayMs: 3_600_000 }),
    });
  });
  await bench.submit(pool, tasks);
  const { tasks: claimed } = await bench.claim(pool, { limit: 14 });
  const ends = [done(), partDone(), failure(), failure(0, true)];
  const items = claimed.slice(0, 10).map(({ claim }, i) => ({ claim, end: ends[i % 4] ?? done() }));
  await bench.store.settle(items);
  const waiting = tasks.filter(({ id }) => !claimed.some(({ claim }) => claim.taskId === id));
  await bench.store.change(pool, { ids: waiting.slice(0, 3).map(({ id }) => id) }, { kind: 'cancel' }, { limit: 9 });
  return (await bench.store.list(pool, { fields: ['definition'], limit: 100 })).tasks;
}
