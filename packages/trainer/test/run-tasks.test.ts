import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TaskManager, type TaskStore, type TrainContext } from '@windrow/core';
import { MemoryTaskStore } from '@windrow/store-memory';
import { openSqliteStore } from '@windrow/store-sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runTasks } from '../src/index.js';

const pool = 'pool';

async function memory(): Promise<readonly [TaskStore, () => Promise<void>]> {
  const store = new MemoryTaskStore();
  return [store, () => store.close()];
}

async function sqlite(): Promise<readonly [TaskStore, () => Promise<void>]> {
  const directory = await mkdtemp(join(tmpdir(), 'windrow-run-tasks-'));
  const { tasks, close } = await openSqliteStore({ directory });
  return [
    tasks,
    async () => {
      await close();
      await rm(directory, { recursive: true });
    },
  ];
}

describe.each([
  ['memory', memory],
  ['SQLite', sqlite],
] as const)('runTasks over %s (parity: run_task)', (_, open) => {
  let store: TaskStore;
  let close: () => Promise<void>;
  let manager: TaskManager;
  let inputs: unknown[];
  const step = (input: unknown, { args }: TrainContext): unknown => {
    inputs.push(input);
    return { ran: args, on: input };
  };

  beforeEach(async () => {
    [store, close] = await open();
    manager = new TaskManager(store, pool, { codeVersion: false });
    inputs = [];
  });
  afterEach(() => close());

  it('waiting→done runs on the definition and commits what was returned', async () => {
    const { ids } = await manager.createTasks([{ a: 1 }, { a: 2 }]);
    expect(await runTasks(step, { store, pool, args: 'x' })).toBe(true);
    expect(inputs).toEqual([{ a: 1 }, { a: 2 }]);
    expect(await manager.get(ids[0] as string)).toMatchObject({ status: 'done', result: { ran: 'x', on: { a: 1 } } });
  });

  it('waiting→part_done runs on the definition and leaves the result for the next step', async () => {
    const { ids } = await manager.createTasks([{ a: 1 }]);
    expect(await runTasks(step, { store, pool, after: 'part_done', args: 1 })).toBe(true);
    const view = await manager.get(ids[0] as string);
    expect(view).toMatchObject({ status: 'part_done', stepResult: { ran: 1, on: { a: 1 } } });
    expect(view.result).toBeUndefined();
  });

  it('part_done→part_done runs each task once on its last result', async () => {
    const { ids } = await manager.createTasks([{ a: 1 }, { a: 2 }]);
    await runTasks(step, { store, pool, after: 'part_done', args: 1 });
    inputs = [];
    expect(await runTasks(step, { store, pool, before: 'part_done', after: 'part_done', args: 2 })).toBe(true);
    expect(inputs).toEqual([
      { ran: 1, on: { a: 1 } },
      { ran: 1, on: { a: 2 } },
    ]);
    const view = await manager.get(ids[1] as string);
    expect(view).toMatchObject({ status: 'part_done', stepResult: { ran: 2, on: { ran: 1, on: { a: 2 } } } });
  });

  it('part_done→done runs on the last result and ends the task', async () => {
    const { ids } = await manager.createTasks([{ a: 1 }]);
    await runTasks(step, { store, pool, after: 'part_done', args: 1 });
    expect(await runTasks(step, { store, pool, before: 'part_done', args: 2 })).toBe(true);
    const view = await manager.get(ids[0] as string);
    expect(view).toMatchObject({ status: 'done', result: { ran: 2, on: { ran: 1, on: { a: 1 } } } });
  });

  it('runs what the filter selects, and answers false when nothing was there to run', async () => {
    await manager.createTasks([{ a: 1 }, { a: 2 }]);
    expect(await runTasks(step, { store, pool, filter: { 'definition.a': 2 } })).toBe(true);
    expect(inputs).toEqual([{ a: 2 }]);
    expect(await runTasks(step, { store, pool, filter: { 'definition.a': 2 } })).toBe(false);
    expect(await manager.stat()).toMatchObject({ waiting: 1, done: 1 });
  });

  it('goes on with the others when a task fails, and retries it as its attempts allow', async () => {
    const backoff = { initialMs: 0, factor: 1, maxMs: 0, jitter: 0 };
    await manager.createTasks([{ a: 1 }, { a: 2 }, { a: 3 }], { maxAttempts: 2, backoff });
    const failing = (input: unknown): unknown => {
      inputs.push(input);
      if ((input as { a: number }).a === 2) throw new Error('no');
      return input;
    };
    expect(await runTasks(failing, { store, pool, concurrency: 2 })).toBe(true);
    expect(await manager.stat()).toMatchObject({ done: 2, failed: 1 });
    expect(inputs).toHaveLength(4);
  });

  it('retries by error code: retryOn tries these alone again, noRetryOn never', async () => {
    const backoff = { initialMs: 0, factor: 1, maxMs: 0, jitter: 0 };
    const tried: string[] = [];
    const failing = (input: unknown): never => {
      const { code } = input as { code: string };
      tried.push(code);
      throw Object.assign(new Error('no'), { code });
    };
    await manager.createTasks([{ code: 'AGAIN' }, { code: 'NEVER' }], { maxAttempts: 2, backoff });
    await runTasks(failing, { store, pool, retry: { retryOn: ['AGAIN'] } });
    await manager.createTasks([{ code: 'FLAKY' }, { code: 'BAD' }], { maxAttempts: 2, backoff });
    await runTasks(failing, { store, pool, retry: { noRetryOn: ['BAD'] } });
    expect(tried.toSorted()).toEqual(['AGAIN', 'AGAIN', 'BAD', 'FLAKY', 'FLAKY', 'NEVER']);
  });

  it('lists a dead letter with its history, retries it under the same id, and purges it', async () => {
    const { ids } = await manager.createTasks([{ a: 1 }], { maxAttempts: 1 });
    const fail = (): never => {
      throw new Error('no');
    };
    await runTasks(fail, { store, pool });
    await manager.retry();
    await runTasks(fail, { store, pool });
    const dead = [];
    for await (const task of manager.deadLetters()) dead.push(task);
    expect(dead.map(({ id, definition, history }) => [id, definition, history?.attempts.length])).toEqual([
      [ids[0], { a: 1 }, 2],
    ]);
    await manager.createTasks([{ a: 2 }]);
    expect(await manager.purge({ 'definition.a': 2 })).toMatchObject({ removed: 0 });
    expect(await manager.purge({}, { dryRun: true })).toMatchObject({ removed: 1 });
    expect(await manager.purge()).toMatchObject({ removed: 1 });
    expect(await manager.stat()).toMatchObject({ failed: 0, waiting: 1 });
  });

  it('waits for a delayed task and runs it when it is due', async () => {
    await manager.createTasks([{ a: 1 }], { delayMs: 300 });
    const from = await store.now();
    let startedAt = 0;
    await runTasks(
      async () => {
        startedAt = await store.now();
      },
      { store, pool, reapEveryMs: 50 },
    );
    expect(startedAt - from).toBeGreaterThanOrEqual(290);
    expect(await manager.stat()).toMatchObject({ done: 1 });
  });
});
