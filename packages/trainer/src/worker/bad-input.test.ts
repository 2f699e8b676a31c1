import { describe, expect, it } from 'vitest';
import { definitions, memoryPool } from '../../test/support/memory-pool.js';

const pool = memoryPool();

function cyclic(): Error {
  const error: Error & { self?: unknown } = new Error('cycle');
  error.self = error;
  error.cause = error;
  return error;
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
    await pool.manager.createTasks(definitions(1), { maxAttempts: 1 });
    await pool
      .worker({
        train: () => {
          throw thrown;
        },
      })
      .run();
    const [dead] = await pool.deadLetters();
    expect(dead?.error?.message).toMatch(message);
  });

  it('ends a task whose result cannot be encoded at once, saying why', async () => {
    await pool.manager.createTasks(definitions(1), { maxAttempts: 5 });
    const summary = await pool.worker({ train: () => () => 'a function' }).run();
    expect(summary).toMatchObject({ failed: 1, retried: 0 });
    const [dead] = await pool.deadLetters();
    expect(dead?.error?.code).toBe('CODEC');
  });

  it.each([
    [{ concurrency: 0 }, 'concurrency: must be a whole number from 1 to 1000, not 0.'],
    [{ leaseMs: 1_000, renewEveryMs: 1_000 }, 'renewEveryMs: 1000 ms is not shorter than the lease of 1000 ms'],
    [{ isolate: 'thread' as const }, 'train: a function cannot move to a thread. Give { module, export }'],
  ])('refuses %j before anything is claimed', (options, message) => {
    expect(() => pool.worker(options)).toThrow(message);
  });

  it('refuses a renewal that is longer than the lease of the pool, before anything is claimed', async () => {
    await pool.manager.configure({ leaseMs: 1_000 });
    await pool.manager.createTasks(definitions(1));
    await expect(pool.worker({ renewEveryMs: 1_000 }).run()).rejects.toThrow(
      'renewEveryMs: 1000 ms is not shorter than the lease of 1000 ms',
    );
    expect(await pool.manager.stat()).toMatchObject({ waiting: 1 });
  });

  it.each([
    [{ module: 'file:///does/not/exist.js' }, /cannot be loaded: Cannot find module|cannot be loaded: Failed to load/],
    [{ module: 'node:path', export: 'nope' }, /cannot be loaded: it exports/],
    [{ module: 'node:path', export: 'sep' }, /cannot be loaded: that export is string, no function/],
  ])('fails fast when its handler %j cannot be loaded, and eats no task', async (train, message) => {
    await pool.manager.createTasks(definitions(2));
    await expect(pool.worker({ train }).run()).rejects.toThrow(message);
    expect(await pool.manager.stat()).toMatchObject({ waiting: 2 });
  });
});
