import {
  StoreCorruptError,
  StoreUnavailableError,
  TaskManager,
  type TaskStore,
  type TrainContext,
} from '@windrow/core';
import { MemoryTaskStore } from '@windrow/store-memory';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Worker } from './worker.js';
import type { WorkerEvent } from './worker-event.js';
import type { WorkerOptions } from './worker-options.js';

const pool = 'pool';
let store: MemoryTaskStore;
let manager: TaskManager;
let events: WorkerEvent[];

beforeEach(() => {
  store = new MemoryTaskStore();
  manager = new TaskManager(store, pool, { codeVersion: false });
  events = [];
});
afterEach(() => store.close());

/** The store, with some of its methods replaced. */
function faulty(methods: Partial<TaskStore>): TaskStore {
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(methods, name) ?? Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function work(over: TaskStore, options: Partial<WorkerOptions> = {}): Worker {
  return new Worker(over, {
    pool,
    train: () => 'result',
    untilEmpty: true,
    onEvent: (event) => events.push(event),
    ...options,
  });
}

async function outcomes(id: string): Promise<readonly string[]> {
  const { history } = await manager.get(id, { select: ['history'] });
  return history?.attempts.map(({ outcome }) => outcome) ?? [];
}

function gate(): { readonly promise: Promise<void>; resolve(): void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((open) => {
    resolve = open;
  });
  return { promise, resolve: () => resolve() };
}

const unavailable = (): Error => new StoreUnavailableError('The store', 'settle', 'it is away');

describe('a worker whose store fails at the end of an attempt', () => {
  it.each([
    ['is away for longer than a call is repeated', unavailable, 8],
    ['throws what no contract knows', () => new Error('SQL logic error'), 2],
  ])('commits its result all the same when it %s: training is not done again', async (_, fault, times) => {
    const [id = ''] = (await manager.createTasks([{ a: 1 }])).ids;
    let left = times;
    const over = faulty({
      settle: async (items) => {
        if (left-- > 0) throw fault();
        return store.settle(items);
      },
    });
    const summary = await work(over).run();
    expect(summary).toMatchObject({ started: 1, done: 1, failed: 0, retried: 0 });
    expect(await manager.get(id)).toMatchObject({ status: 'done', result: 'result', attempts: 1 });
    expect(events.map(({ type }) => type)).toContain('store-unavailable');
  });

  it('takes an end whose reply was lost for what it is', async () => {
    const [id = ''] = (await manager.createTasks([{ a: 1 }])).ids;
    let lost = false;
    const over = faulty({
      settle: async (items) => {
        const outcome = await store.settle(items);
        if (lost) return outcome;
        lost = true;
        throw unavailable();
      },
    });
    expect(await work(over).run()).toMatchObject({ done: 1, lost: 0 });
    expect(await outcomes(id)).toEqual(['done']);
  });

  it('leaves the task to its lease when the store will never take it, and does not call that the task’s failure', async () => {
    const [id = ''] = (await manager.createTasks([{ a: 1 }], { maxAttempts: 2 })).ids;
    const over = faulty({ settle: () => Promise.reject(new StoreCorruptError('The store', 'malformed')) });
    expect(await work(over, { maxTasks: 1 }).run()).toMatchObject({ lost: 1, failed: 0 });
    expect(await manager.get(id)).toMatchObject({ status: 'running' });
    expect(await outcomes(id)).toEqual([]);
  });

  it('tells when a hook fails after the commit, and counts the task as done', async () => {
    await manager.createTasks([{ a: 1 }]);
    const hooks = { committed: () => Promise.reject(new Error('the hook broke')) };
    expect(await work(store, { hooks }).run()).toMatchObject({ done: 1, lost: 0, failed: 0 });
    expect(events).toContainEqual({
      type: 'hook-failed',
      taskId: expect.any(String),
      error: new Error('the hook broke'),
    });
  });
});

describe('a worker that is asked to stop', () => {
  it('because its store breaks lets what it holds finish, and then tells why', async () => {
    const [id = ''] = (await manager.createTasks([{ a: 1 }, { a: 2 }])).ids;
    let claims = 0;
    const broken = gate();
    const over = faulty({
      claim: (...request) => {
        if (claims++ === 0) return store.claim(...request);
        broken.resolve();
        throw new Error('broken for good');
      },
    });
    const train = async (): Promise<string> => {
      await broken.promise;
      return 'finished';
    };
    const limited = faulty({ claim: (name, request) => over.claim(name, { ...request, limit: 1 }) });
    await expect(work(limited, { train, concurrency: 2, untilEmpty: false }).run()).rejects.toThrow('broken for good');
    expect(await manager.get(id)).toMatchObject({ status: 'done', result: 'finished' });
  });
});

describe('a worker whose thread was blocked', () => {
  it('renews what it holds before it reaps, so that it never takes its own task away from itself', async () => {
    const [id = ''] = (await manager.createTasks([{ a: 1 }])).ids;
    vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const train = async (_: unknown, { signal }: TrainContext): Promise<string> => {
      const until = performance.now() + 500;
      while (performance.now() < until);
      await new Promise((resolve) => setTimeout(resolve, 100));
      signal.throwIfAborted();
      return 'kept';
    };
    expect(await work(store, { train, leaseMs: 200, renewEveryMs: 150, reapEveryMs: 20 }).run()).toMatchObject({
      done: 1,
    });
    vi.restoreAllMocks();
    expect(await outcomes(id)).toEqual(['done']);
  });
});
