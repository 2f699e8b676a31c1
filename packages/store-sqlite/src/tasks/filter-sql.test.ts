import { type FilterNode, matches, parseFilter, readPath, TASK_STATUSES, TASK_VOCABULARY } from '@windrow/core';
import { definitionArbitrary, tagsArbitrary, taskFilterArbitrary } from '@windrow/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadDriver } from '../driver/load-driver.js';
import { filterSql, statusesOf } from './filter-sql.js';

describe('a filter as SQL (rule 12)', () => {
  const database = new (loadDriver().open)(':memory:');
  database.exec(`CREATE TABLE tasks (id, status, priority INTEGER, attempts INTEGER, created_at INTEGER, available_at INTEGER,
    started_at INTEGER, ended_at INTEGER, lease_until INTEGER, tags); CREATE TABLE definitions (text)`);

  function passes(node: FilterNode, task: Readonly<Record<string, unknown>>): boolean {
    const { sql, parameters } = filterSql(node);
    const columns = [
      'id',
      'status',
      'priority',
      'attempts',
      'createdAt',
      'availableAt',
      'startedAt',
      'endedAt',
      'leaseUntil',
    ];
    const values = columns.map((column) => {
      const value = column === 'status' ? TASK_STATUSES.indexOf(task['status'] as 'done') : task[column];
      return (value ?? null) as string | number | null;
    });
    database.exec('DELETE FROM tasks; DELETE FROM definitions');
    const tags = Object.keys(task['tags'] as object).length === 0 ? null : JSON.stringify(task['tags']);
    database.prepare('INSERT INTO tasks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(...values, tags);
    database.prepare('INSERT INTO definitions VALUES (?)').run(JSON.stringify(task['definition']));
    const found = database.prepare(`SELECT ${sql} AS passes FROM tasks CROSS JOIN definitions`).get(...parameters);
    return (found as { passes: number }).passes === 1;
  }

  const instant = fc.option(fc.constantFrom(0, 1, 2.5, 1_000), { nil: undefined });
  const task = fc.record({
    id: fc.constantFrom('a', 'b', '𝄞', '\uffee'),
    status: fc.constantFrom(...TASK_STATUSES),
    priority: fc.integer({ min: -2, max: 2 }),
    attempts: fc.nat(2),
    createdAt: fc.constantFrom(0, 1, 1_000),
    availableAt: instant.map((at) => (at === undefined ? undefined : Math.floor(at))),
    startedAt: instant.map((at) => (at === undefined ? undefined : Math.floor(at))),
    endedAt: instant.map((at) => (at === undefined ? undefined : Math.floor(at))),
    leaseUntil: instant.map((at) => (at === undefined ? undefined : Math.floor(at))),
    tags: tagsArbitrary,
    definition: definitionArbitrary,
  });

  it('lets every matching task through, and no other where it says that it is exact', () => {
    fc.assert(
      fc.property(taskFilterArbitrary(['a', 'b', '𝄞'], [0, 1, 1_000]), task, (filter, one) => {
        const node = parseFilter(filter, TASK_VOCABULARY);
        const matching = matches(node, (path) => readPath(one, path));
        if (filterSql(node).exact) expect(passes(node, one)).toBe(matching);
        else if (matching) expect(passes(node, one)).toBe(true);
        if (matching) expect(statusesOf(node)).toContain(TASK_STATUSES.indexOf(one.status));
      }),
      { numRuns: 500 },
    );
  });

  it('answers about columns exactly, so that nothing is looked at twice', () => {
    for (const filter of [
      { status: 'done', priority: { $gte: 1, $lt: 5 } },
      { $or: [{ endedAt: null }, { attempts: { $in: [1, 2, null] } }] },
      { $nor: [{ id: { $gt: 'm' } }], startedAt: { $exists: true } },
    ]) {
      expect(filterSql(parseFilter(filter, TASK_VOCABULARY)).exact).toBe(true);
    }
  });

  it('stays within what SQLite parses, however long the filter', () => {
    const clauses = Array.from({ length: 900 }, (_, i) => ({ priority: i }));
    const node = parseFilter({ $or: clauses }, TASK_VOCABULARY);
    expect(passes(node, { id: 'a', status: 'done', tags: {}, definition: {}, priority: 5 })).toBe(true);
  });
});
