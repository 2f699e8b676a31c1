import { parseFilter, TASK_VOCABULARY } from '@windrow/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimRequest, sampleTask } from '../../test/sample-task.js';
import { temporaryDirectory } from '../../test/temporary-directory.js';
import { Connection } from '../driver/connection.js';
import { connect, resolveOptions } from '../file/open-file.js';
import { openSqliteStore, type SqliteStore } from '../open-sqlite-store.js';

describe('what the statements read (rules 8 and 11)', () => {
  const directory = temporaryDirectory('plans');
  let store: SqliteStore;
  let explaining: Connection;
  const seen = new Set<string>();
  const { prepare, prepareTuples } = Connection.prototype;

  beforeAll(async () => {
    store = await openSqliteStore({ directory: directory.path });
    explaining = await connect(resolveOptions({ directory: directory.path }));
    await store.tasks.submit('pool', [sampleTask(), sampleTask({ delayMs: 1_000 })], 'reuse');
    Connection.prototype.prepare = function <Row>(this: Connection, sql: string) {
      seen.add(sql);
      return prepare.call(this, sql) as ReturnType<typeof prepare<Row>>;
    };
    Connection.prototype.prepareTuples = function <Row extends readonly unknown[]>(this: Connection, sql: string) {
      seen.add(sql);
      return prepareTuples.call(this, sql) as ReturnType<typeof prepareTuples<Row>>;
    };
  });
  afterAll(async () => {
    Object.assign(Connection.prototype, { prepare, prepareTuples });
    explaining.close();
    await store.close();
    directory.remove();
  });

  /** The statements that an operation made, and how SQLite runs them. */
  async function planOf(operation: () => Promise<unknown>): Promise<readonly { sql: string; plan: string }[]> {
    seen.clear();
    await operation();
    return [...seen]
      .filter((sql) => /^\s*(SELECT|UPDATE|DELETE|INSERT)/.test(sql))
      .map((sql) => {
        const rows = prepare.call(explaining, `EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[];
        return { sql, plan: rows.map(({ detail }) => detail).join('\n') };
      });
  }

  const unfinished = parseFilter({ status: { $in: ['waiting', 'running', 'part_done'] } }, TASK_VOCABULARY);
  const operations: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['a claim', () => store.tasks.claim('pool', claimRequest())],
    [
      'a claim of many over several routes',
      () => store.tasks.claim('pool', claimRequest({ limit: 9, routes: ['', 'gpu'] })),
    ],
    ['a renewal', async () => store.tasks.renew([{ claim: await claimed() }], 60_000)],
    ['a commit', async () => store.tasks.settle([{ claim: await claimed(), end: { kind: 'done' } }])],
    ['a failure', async () => store.tasks.settle([{ claim: await claimed(), end: failure }])],
    ['reaping', () => store.tasks.reap('pool', 10)],
    ['a count', () => store.tasks.count('pool')],
    ['a page', () => store.tasks.list('pool', { fields: [], limit: 50, cursor: '1' })],
    ['a page of some statuses', () => store.tasks.list('pool', { fields: [], limit: 50, filter: unfinished })],
    ['a submit', () => store.tasks.submit('pool', [sampleTask()], 'reuse')],
  ];
  const failure = { kind: 'error', error: { name: 'E', message: 'm' }, final: false, delayMs: 0 } as const;
  async function claimed() {
    await store.tasks.submit('pool', [sampleTask()], 'reuse');
    const { tasks } = await store.tasks.claim('pool', claimRequest());
    const [task] = tasks;
    if (task === undefined) throw new Error('There was nothing to claim.');
    return task.claim;
  }

  it.each(operations)('%s goes by indexes, in their order, and sorts no tasks', async (_, operation) => {
    const plans = await planOf(operation);
    expect(plans.length).toBeGreaterThan(0);
    for (const { sql, plan } of plans) {
      expect(plan, sql).not.toMatch(/SCAN (tasks|definitions|results|step_results|attempts|progress)/);
      // What one request has claimed is sorted: at most a thousand tasks, and none for a new request.
      if (!sql.includes('tasks_requested')) expect(plan, sql).not.toMatch(/TEMP B-TREE/);
    }
  });

  it.each(operations.filter(([name]) => /count|page|reaping/.test(name)))(
    '%s reads no definitions and no results',
    async (_, operation) => {
      for (const { sql } of await planOf(operation)) expect(sql).not.toMatch(/FROM (definitions|results|step_results)/);
    },
  );
});
