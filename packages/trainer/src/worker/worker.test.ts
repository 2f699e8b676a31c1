import { TaskAbortedError, TaskManager, type TrainContext } from '@windrow/core';
import { describe, expect, it, vi } from 'vitest';
import { definitions, memoryPool, POOL } from '../../test/support/memory-pool.js';

const pool = memoryPool();

describe('Worker', () => {
  it('runs every task once and commits what the train function returned', async () => {
    await pool.manager.createTasks(definitions(20));
    const summary = await pool.worker({ concurrency: 3 }).run();
    expect(summary).toMatchObject({ started: 20, done: 20, failed: 0, retried: 0 });
    const results = [];
    for await (const task of pool.manager.query({}, { select: ['result', 'definition'] })) {
      expect(task.status).toBe('done');
      results.push(task.result);
    }
    expect(results).toEqual(definitions(20));
  });

  it('stays while the pool is empty and wakes on a submit', async () => {
    const worker = pool.worker({ untilEmpty: false, pollMs: 60_000 });
    const running = worker.run();
    await vi.waitUntil(async () => (await pool.store.workers(POOL)).length === 1);
    await pool.manager.createTasks(definitions(1));
    await pool.manager.wait();
    await worker.stop();
    expect(await running).toMatchObject({ done: 1 });
  });

  it('waits on a pool that does not exist yet', async () => {
    const worker = pool.worker({ untilEmpty: false, pollMs: 60_000 });
    const running = worker.run();
    await vi.waitUntil(async () => (await pool.store.workers(POOL)).length === 1);
    expect((await pool.manager.pools()).filter(({ pool: name }) => name === POOL)).toEqual([]);
    await pool.manager.createTasks(definitions(1));
    await pool.manager.wait();
    await worker.stop();
    expect(await running).toMatchObject({ done: 1 });
  });

  it('refuses a progress that is no JSON where it is told, so that it travels with no renewal', async () => {
    await pool.manager.createTasks(definitions(2), { maxAttempts: 1 });
    const train = (input: unknown, { progress }: TrainContext) => {
      progress((input as { number: number }).number === 0 ? { big: 1n } : 'fine');
      return 'done';
    };
    expect(await pool.worker({ train }).run()).toMatchObject({ failed: 1, done: 1 });
    const [dead] = await pool.deadLetters();
    expect(dead?.error).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(/^progress: is no JSON/),
    });
  });

  it('tells once that an inline train function blocks the thread that renews its lease', async () => {
    await pool.manager.createTasks(definitions(2), { maxAttempts: 1 });
    const warned: string[] = [];
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation((text) => void warned.push(String(text)));
    const events: string[] = [];
    const train = async () => {
      const until = performance.now() + 400;
      while (performance.now() < until);
      await new Promise((resolve) => setTimeout(resolve, 20));
    };
    await pool.worker({ train, leaseMs: 300, renewEveryMs: 50, onEvent: ({ type }) => events.push(type) }).run();
    warn.mockRestore();
    expect(events.filter((type) => type === 'thread-blocked')).toHaveLength(1);
    expect(warned.join()).toMatch(
      /renewed \d+ ms late: the train function blocks its thread .*Use isolate: 'thread' or 'process'/,
    );
  });

  it('never runs more tasks at once than its concurrency', async () => {
    await pool.manager.createTasks(definitions(12));
    let now = 0;
    let most = 0;
    const train = async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      now--;
    };
    await pool.worker({ train, concurrency: 4 }).run();
    expect(most).toBe(4);
  });

  it('leaves after maxTasks attempts, when they have ended', async () => {
    await pool.manager.createTasks(definitions(5));
    expect(await pool.worker({ maxTasks: 3, concurrency: 2, untilEmpty: false }).run()).toMatchObject({
      started: 3,
      done: 3,
    });
    expect(await pool.manager.stat()).toMatchObject({ done: 3, waiting: 2 });
  });

  it('gives the train function its attempt, its args, and the last result on the second step', async () => {
    await pool.manager.createTasks([{ name: 'two steps' }]);
    const seen: unknown[] = [];
    const train = (input: unknown, { attempt, args }: TrainContext) => {
      seen.push({ input, attempt, args });
      return { first: input };
    };
    await pool.worker({ train, args: { step: 1 }, after: 'part_done' }).run();
    await pool.worker({ train, args: { step: 2 }, before: 'part_done' }).run();
    expect(seen).toEqual([
      { input: { name: 'two steps' }, attempt: 1, args: { step: 1 } },
      { input: { first: { name: 'two steps' } }, attempt: 1, args: { step: 2 } },
    ]);
    expect(await pool.manager.stat()).toMatchObject({ done: 1 });
  });

  it('retries a failing task, keeps its history, and goes on with the others', async () => {
    await pool.manager.createTasks(definitions(3), {
      maxAttempts: 2,
      backoff: { initialMs: 0, factor: 1, maxMs: 0, jitter: 0 },
    });
    const train = (input: unknown) => {
      if ((input as { number: number }).number === 1) throw new Error('poison');
      return 'fine';
    };
    const summary = await pool.worker({ train }).run();
    expect(summary).toMatchObject({ done: 2, retried: 1, failed: 1 });
    const [dead] = await pool.deadLetters();
    expect(dead?.history?.attempts.map(({ outcome, error }) => [outcome, error?.message])).toEqual([
      ['error', 'poison'],
      ['error', 'poison'],
    ]);
  });

  it('aborts an attempt that runs over its time limit, and counts it', async () => {
    await pool.manager.createTasks(definitions(1), { maxAttempts: 1, timeLimitMs: 20 });
    let reason: unknown;
    const train = (_: unknown, { signal }: TrainContext) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reason = signal.reason;
          reject(new Error('stopped'));
        });
      });
    expect(await pool.worker({ train }).run()).toMatchObject({ failed: 1 });
    expect(reason).toBeInstanceOf(TaskAbortedError);
    const [dead] = await pool.deadLetters();
    expect(dead?.error).toMatchObject({ code: 'TIME_LIMIT' });
  });

  it('does not wait for ever for a function that ignores its abort', async () => {
    await pool.manager.createTasks(definitions(1), { maxAttempts: 1, timeLimitMs: 10 });
    const train = () => new Promise(() => {});
    expect(await pool.worker({ train, abortGraceMs: 10 }).run()).toMatchObject({ failed: 1 });
  });

  it('aborts a cancelled task at the next renewal; it becomes cancelled', async () => {
    const { ids } = await pool.manager.createTasks(definitions(1));
    const train = async (_: unknown, { signal }: TrainContext) => {
      await pool.manager.cancel({ id: ids[0] as string });
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      throw signal.reason;
    };
    const summary = await pool.worker({ train, leaseMs: 300, renewEveryMs: 20 }).run();
    expect(summary).toMatchObject({ cancelled: 1 });
    expect((await pool.manager.get(ids[0] as string)).status).toBe('cancelled');
  });

  it('shows progress to whoever reads the task', async () => {
    const { ids } = await pool.manager.createTasks(definitions(1));
    const train = async (_: unknown, { progress }: TrainContext) => {
      progress({ epoch: 3 });
      await vi.waitUntil(async () => (await pool.manager.get(ids[0] as string)).progress !== undefined);
    };
    await pool.worker({ train, leaseMs: 1_000, renewEveryMs: 20 }).run();
    expect((await pool.manager.get(ids[0] as string)).status).toBe('done');
  });

  it('takes up what a worker that died held, with one more attempt', async () => {
    const { ids } = await pool.manager.createTasks(definitions(1), { maxAttempts: 2 });
    const dead = new TaskManager(pool.store, POOL, { workerId: 'dead', leaseMs: 100 });
    expect((await dead.fetchTask({ renew: false }))?.id).toBe(ids[0]);
    const train = (_: unknown, { attempt }: TrainContext) => `attempt ${attempt}`;
    const worker = pool.worker({ train, untilEmpty: false, reapEveryMs: 10, workerId: 'alive' });
    const running = worker.run();
    // Whoever waits would reap too.
    await vi.waitUntil(async () => (await pool.manager.get(ids[0] as string)).status === 'done', { timeout: 20_000 });
    await worker.stop();
    expect(await running).toMatchObject({ started: 1, done: 1 });
    const { history, result } = await pool.manager.get(ids[0] as string, { select: ['history', 'result'] });
    expect(history?.attempts.map(({ outcome, workerId }) => [outcome, workerId])).toEqual([
      ['expired', 'dead'],
      ['done', 'alive'],
    ]);
    expect(result).toBe('attempt 2');
  });

  it('announces itself with what it holds, and is gone afterwards', async () => {
    const { ids } = await pool.manager.createTasks(definitions(1));
    const train = async () => (await pool.store.workers(POOL)).map(({ workerId, pid }) => ({ workerId, pid }));
    await pool.worker({ train, workerId: 'me' }).run();
    expect((await pool.manager.get(ids[0] as string)).result).toEqual([{ workerId: 'me', pid: process.pid }]);
    expect(await pool.store.workers(POOL)).toEqual([]);
  });
});
