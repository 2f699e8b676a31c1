import { type TaskDefinition, TaskManager, type TaskView } from '@windrow/core';
import { MemoryTaskStore } from '@windrow/store-memory';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Worker } from './worker.js';
import type { WorkerOptions } from './worker-options.js';

const pool = 'pool';
let store: MemoryTaskStore;
let manager: TaskManager;

beforeEach(() => {
  store = new MemoryTaskStore();
  manager = new TaskManager(store, pool, { codeVersion: false });
});
afterEach(() => store.close());

const definitions = (count: number): readonly TaskDefinition[] =>
  Array.from({ length: count }, (_, number) => ({ number }));
function cyclic(): Error {
  const error: Error & { self?: unknown } = new Error('cycle');
  error.self = error;
  error.cause = error;
  return error;
}
const echo = (definition: unknown) => definition;

function work(options: Partial<WorkerOptions>): Worker {
  return new Worker(store, { pool, train: echo, untilEmpty: true, ...options });
}

async function deadLetters(): Promise<readonly TaskView[]> {
  const found: TaskView[] = [];
  for await (const task of manager.deadLetters()) found.push(task);
  return found;
}

describe('a worker with bad input', () => {
  it.each([
    ['a string', 'plain words', /plain words/],
    ['undefined', undefined, /no error was thrown: undefined/],
    ['a frozen error', Object.freeze(new Error('frozen')), /^frozen$/],
    ['an error with a cycle', cyclic(), /^cycle$/],
    [
      'an error with a message of 100 MB',
      new Error('x'.repeat(100 * 1024 * 1024)),
      /^x{4000}… \(104857600 characters\)$/,
    ],
  ])('stores what a handler that throws %s threw', async (_, thrown, message) => {
    await manager.createTasks(definitions(1), { maxAttempts: 1 });
    await work({
      train: () => {
        throw thrown;
      },
    }).run();
    const [dead] = await deadLetters();
    expect(dead?.error?.message).toMatch(message);
  });

  it('ends a task whose result cannot be encoded at once, saying why', async () => {
    await manager.createTasks(definitions(1), { maxAttempts: 5 });
    const summary = await work({ train: () => () => 'a function' }).run();
    expect(summary).toMatchObject({ failed: 1, retried: 0 });
    const [dead] = await deadLetters();
    expect(dead?.error?.code).toBe('CODEC');
  });

  it.each([
    [{ concurrency: 0 }, 'concurrency: must be a whole number from 1 to 1000, not 0.'],
    [{ leaseMs: 1_000, renewEveryMs: 1_000 }, 'renewEveryMs: 1000 ms is not shorter than the lease of 1000 ms'],
    [{ isolate: 'thread' as const }, 'train: a function cannot move to a thread. Give { module, export }'],
  ])('refuses %j before anything is claimed', (options, message) => {
    expect(() => work(options)).toThrow(message);
  });

  it('refuses a renewal that is longer than the lease of the pool, before anything is claimed', async () => {
    await manager.configure({ leaseMs: 1_000 });
    await manager.createTasks(definitions(1));
    await expect(work({ renewEveryMs: 1_000 }).run()).rejects.toThrow(
      'renewEveryMs: 1000 ms is not shorter than the lease of 1000 ms',
    );
    expect(await manager.stat()).toMatchObject({ waiting: 1 });
  });

  it.each([
    [{ module: 'file:///does/not/exist.js' }, /cannot be loaded: Cannot find module|cannot be loaded: Failed to load/],
    [{ module: 'node:path', export: 'nope' }, /cannot be loaded: it exports/],
    [{ module: 'node:path', export: 'sep' }, /cannot be loaded: that export is string, no function/],
  ])('fails fast when its handler %j cannot be loaded, and eats no task', async (train, message) => {
    await manager.createTasks(definitions(2));
    await expect(work({ train }).run()).rejects.toThrow(message);
    expect(await manager.stat()).toMatchObject({ waiting: 2 });
  });
});
