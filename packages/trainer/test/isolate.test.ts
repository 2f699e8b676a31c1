import type { HeldTask } from '@windrow/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChildDiedError, Isolation, WorkerEvent } from '../src/index.js';
import { handlers, IsolatedPool, lives } from './support/isolated.js';

// A child that loads TypeScript takes a second or more to start where the machine is busy.
vi.setConfig({ testTimeout: 120_000 });

let pool: IsolatedPool;
beforeEach(() => {
  pool = new IsolatedPool();
});
afterEach(() => pool.store.close());

const isolations: readonly Isolation[] = ['thread', 'process'];

describe.each(isolations)('isolate: %s', (isolate) => {
  it('runs the train function away from this thread, and keeps its child for the next task', async () => {
    await pool.manager.createTasks([{ a: 1 }, { a: 2 }, { a: 3 }]);
    await pool.worker('where', { isolate }).run();
    const results = [];
    for await (const { result } of pool.manager.query({}, { select: ['result'] })) results.push(result);
    const { pid, isMainThread } = results[0] as { pid: number; isMainThread: boolean };
    expect(results).toEqual(Array(3).fill({ pid, isMainThread }));
    expect([isMainThread, pid === process.pid]).toEqual(isolate === 'thread' ? [false, true] : [true, false]);
    if (isolate === 'process') expect(lives(pid)).toBe(false);
  });

  it('gives the child its context: input, attempt, claim, tags, args, log and progress', async () => {
    const events: WorkerEvent[] = [];
    const id = await pool.submit({ a: 1 }, { tags: { colour: 'red' } });
    const args = { list: new Map([[1, 'one']]) };
    await pool.worker('context', { isolate, args, onEvent: (event) => events.push(event) }).run();
    const { result } = await pool.task(id);
    expect(result).toEqual({ input: { a: 1 }, attempt: 1, taskId: id, fence: 1, tags: { colour: 'red' }, args });
    expect(events).toContainEqual({ type: 'task-log', taskId: id, message: 'at work' });
  });

  it('gives the second step the last result, and takes any value of the codec as a result', async () => {
    const id = await pool.submit({ a: 1 });
    await pool.worker('values', { isolate, after: 'part_done' }).run();
    await pool.worker('echo', { isolate, before: 'part_done' }).run();
    const { result } = await pool.task(id);
    expect(result).toEqual({
      array: Float64Array.of(1, Number.NaN, -0),
      date: new Date(0),
      map: new Map([['a', new Set([1n])]]),
      none: undefined,
    });
  });

  it('ends a task whose result cannot be encoded at once, saying why', async () => {
    const id = await pool.submit({}, { maxAttempts: 5 });
    expect(await pool.worker('notEncodable', { isolate }).run()).toMatchObject({ failed: 1, retried: 0 });
    expect((await pool.task(id)).error?.code).toBe('CODEC');
  });

  it('stores whatever the train function threw, and goes on', async () => {
    const kinds = ['string', 'undefined', 'frozen', 'cycle', 'long', 'coded'];
    await pool.manager.createTasks(
      kinds.map((kind) => ({ kind })),
      { maxAttempts: 1 },
    );
    await pool.worker('throws', { isolate }).run();
    const told = new Map<unknown, string>();
    for await (const { definition, error } of pool.manager.deadLetters()) {
      told.set(definition?.['kind'], `${error?.name} ${error?.code ?? ''} ${error?.message.slice(0, 80)}`);
    }
    expect([...told]).toEqual([
      ['string', expect.stringContaining('plain words')],
      ['undefined', expect.stringContaining('no error was thrown: undefined')],
      ['frozen', 'Error  frozen'],
      ['cycle', 'Error  cycle'],
      ['long', `Error  ${'x'.repeat(80)}`],
      ['coded', 'TypeError E_CODE with a code'],
    ]);
  });

  it('kills a child that ignores its abort for the grace, before the task is given to another', async () => {
    const id = await pool.submit({}, { maxAttempts: 1, timeLimitMs: 500 });
    let pid = 0;
    const worker = pool.worker('blocksForEver', { isolate, abortGraceMs: 50, leaseMs: 1_000, renewEveryMs: 20 });
    const running = worker.run();
    ({ pid } = (await pool.progress(id)) as { pid: number });
    expect(await running).toMatchObject({ failed: 1 });
    expect((await pool.task(id)).error).toMatchObject({ code: 'TIME_LIMIT' });
    if (isolate === 'process') expect(lives(pid)).toBe(false);
  });

  it('keeps the lease while the train function blocks its thread for three leases', async () => {
    const id = await pool.submit();
    const worker = pool.worker('blocks', { isolate, leaseMs: 300, renewEveryMs: 50, reapEveryMs: 50, args: 900 });
    expect(await worker.run()).toMatchObject({ started: 1, done: 1, lost: 0 });
    const { history } = await pool.manager.get(id, { select: ['history'] });
    expect(history?.attempts.map(({ outcome }) => outcome)).toEqual(['done']);
  });

  it('ends the attempt with the exit code of a child that exits, and goes on with a new child', async () => {
    const id = await pool.submit({ code: 7 });
    const other = await pool.submit({ number: 2 });
    const ended: unknown[] = [];
    const hooks = { ended: async (_: HeldTask, error: unknown) => void ended.push(error) };
    expect(await pool.worker('exits', { isolate, hooks }).run()).toMatchObject({ failed: 1, done: 1 });
    const { error } = await pool.task(id);
    expect(error?.code).toBe('CHILD_DIED');
    expect(error?.message).toMatch(
      new RegExp(`^The ${isolate}.* that ran task ${id} ended with exit code 7; it last used \\d+ MB`),
    );
    expect((ended[0] as ChildDiedError).death).toMatchObject({ isolate, exitCode: 7, memoryBytes: expect.any(Number) });
    expect((await pool.task(other)).result).toBe('stayed');
  });

  it('tells what nobody caught in a child', async () => {
    const id = await pool.submit({ crash: true });
    await pool.submit({ number: 2 });
    expect(await pool.worker('crashes', { isolate }).run()).toMatchObject({ failed: 1, done: 1 });
    const { error } = await pool.task(id);
    expect(error?.message).toMatch(/ended with exit code 1/);
    expect(error?.stack).toMatch(/Caused by: Error: nobody catches this/);
  });

  it('ends a child whose heap grows over its memory limit, and says so', async () => {
    const id = await pool.submit({ grow: true });
    await pool.submit({ number: 2 });
    const memoryLimitBytes = (isolate === 'thread' ? 48 : 200) * 1024 * 1024;
    const worker = pool.worker('growsItsHeap', { isolate, memoryLimitBytes });
    expect(await worker.run()).toMatchObject({ failed: 1, done: 1 });
    const { error } = await pool.task(id);
    expect(error?.code).toBe('MEMORY_LIMIT');
    expect(error?.message).toMatch(
      /reached its memory limit of \d+ MB and was ended .*; it last used \d+ MB\. Raise memoryLimitBytes/,
    );
  });

  it('ends a child whose buffers, which are outside of the heap, grow over its memory limit', async () => {
    const id = await pool.submit();
    const worker = pool.worker('growsItsBuffers', { isolate, memoryLimitBytes: 250 * 1024 * 1024 });
    expect(await worker.run()).toMatchObject({ failed: 1 });
    expect((await pool.task(id)).error?.code).toBe('MEMORY_LIMIT');
  });

  it('fails fast, before anything is claimed, when its handler cannot be loaded', async () => {
    const id = await pool.submit();
    const breaking = new URL('./handlers/breaks-when-loaded.ts', import.meta.url).href;
    const missing = new URL('./handlers/not-there.ts', import.meta.url).href;
    for (const [train, reason] of [
      [{ module: missing }, /cannot be loaded: Cannot find module/],
      [{ module: breaking }, /cannot be loaded: this module breaks/],
      [{ module: handlers, export: 'nope' }, /cannot be loaded: it exports .*echo/],
      [{ module: 'node:path', export: 'sep' }, /cannot be loaded: that export is string, no function/],
    ] as const) {
      await expect(pool.worker('', { isolate, train }).run()).rejects.toThrow(reason);
    }
    expect(await pool.task(id)).toMatchObject({ status: 'waiting', attempts: 0 });
  });
});

describe('isolate: process', () => {
  it('replaces a child after maxTasksPerChild', async () => {
    await pool.manager.createTasks([{ a: 1 }, { a: 2 }, { a: 3 }, { a: 4 }, { a: 5 }]);
    await pool.worker('where', { isolate: 'process', maxTasksPerChild: 2 }).run();
    const pids: number[] = [];
    for await (const { result } of pool.manager.query({}, { select: ['result'] })) {
      pids.push((result as { pid: number }).pid);
    }
    expect([pids[0] === pids[1], pids[2] === pids[3], new Set(pids).size]).toEqual([true, true, 3]);
  });

  it('keeps its own memory flat while the handler leaks 50 MB a task', async () => {
    await pool.manager.createTasks(Array.from({ length: 12 }, (_, number) => ({ number })));
    const before = process.memoryUsage.rss();
    let most = 0;
    await pool
      .worker('leaks', {
        isolate: 'process',
        maxTasksPerChild: 4,
        onEvent: () => {
          most = Math.max(most, process.memoryUsage.rss());
        },
      })
      .run();
    expect(await pool.manager.stat()).toMatchObject({ done: 12 });
    expect((most - before) / 1024 / 1024).toBeLessThan(100);
    for await (const { result } of pool.manager.query({}, { select: ['result'] })) {
      expect((result as number) / 1024 / 1024).toBeLessThan(500);
    }
  });

  it('ends the attempt with SIGKILL and the last memory figure of a child that was killed; the retry succeeds', async () => {
    const backoff = { initialMs: 0, factor: 1, maxMs: 0, jitter: 0 };
    const id = await pool.submit({}, { maxAttempts: 2, backoff });
    const worker = pool.worker('hangs', { isolate: 'process', leaseMs: 1_000, renewEveryMs: 20, abortGraceMs: 50 });
    const running = worker.run();
    const { pid } = (await pool.progress(id)) as { pid: number };
    process.kill(pid, 'SIGKILL');
    await vi.waitUntil(async () => (await pool.task(id)).attempts === 2, { timeout: 20_000 });
    const { history } = await pool.manager.get(id, { select: ['history'] });
    expect(history?.attempts[0]?.error).toMatchObject({
      code: 'CHILD_DIED',
      message: expect.stringMatching(/^The process \d+ that ran task .* ended by SIGKILL; it last used \d+ MB/),
    });
    await pool.manager.cancel({ id });
    expect(await running).toMatchObject({ started: 2, retried: 1, cancelled: 1 });
  });

  it('ends what the train function started itself along with its child', async () => {
    const id = await pool.submit({}, { maxAttempts: 1, timeLimitMs: 500 });
    const options = { isolate: 'process', abortGraceMs: 10, leaseMs: 1_000, renewEveryMs: 20 } as const;
    const running = pool.worker('startsAnother', options).run();
    const { other } = (await pool.progress(id)) as { other: number };
    await running;
    await vi.waitUntil(() => !lives(other), { timeout: 20_000 });
  });

  it('refuses a memory limit that a child exceeds by loading alone', async () => {
    await pool.submit();
    const worker = pool.worker('echo', { isolate: 'process', memoryLimitBytes: 20 * 1024 * 1024 });
    await expect(worker.run()).rejects.toThrow(/memoryLimitBytes: a child that has only loaded|ended by SIG/);
  });
});
