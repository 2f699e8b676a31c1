import { type TaskDefinition, TaskManager, type TrainContext } from '@windrow/core';
import { MemoryTaskStore } from '@windrow/store-memory';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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

function work(options: Partial<WorkerOptions>): Worker {
  return new Worker(store, { pool, train: (definition) => definition, untilEmpty: false, ...options });
}

describe('a worker that is to stop', () => {
  it('lets tasks finish within the grace', async () => {
    await manager.createTasks(definitions(2));
    let finish: (() => void) | undefined;
    const train = () =>
      new Promise<string>((resolve) => {
        finish = () => resolve('finished');
      });
    const worker = work({ train });
    const running = worker.run();
    await vi.waitUntil(() => finish !== undefined);
    const stopped = worker.stop();
    finish?.();
    await stopped;
    expect(await running).toMatchObject({ started: 1, done: 1 });
    expect(await manager.stat()).toMatchObject({ done: 1, waiting: 1 });
  });

  it('aborts after the grace and gives the claim back without using an attempt', async () => {
    const { ids } = await manager.createTasks(definitions(1));
    let begun = false;
    const train = (_: unknown, { signal }: TrainContext) =>
      new Promise((_resolve, reject) => {
        begun = true;
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    const worker = work({ train, graceMs: 10 });
    const running = worker.run();
    await vi.waitUntil(() => begun);
    await worker.stop();
    expect(await running).toMatchObject({ released: 1 });
    expect(await manager.get(ids[0] as string)).toMatchObject({ status: 'waiting', attempts: 0 });
  });

  it('gives back what it claimed while it was asked to stop, and runs none of it', async () => {
    await manager.createTasks(definitions(3));
    const trained: unknown[] = [];
    const claim = store.claim.bind(store);
    const worker = work({ train: (input) => trained.push(input), concurrency: 2 });
    vi.spyOn(store, 'claim').mockImplementation(async (...request) => {
      const answer = await claim(...request);
      void worker.stop();
      return answer;
    });
    expect(await worker.run()).toMatchObject({ started: 0 });
    expect(trained).toEqual([]);
    expect(await manager.stat()).toMatchObject({ waiting: 3, running: 0 });
    for await (const { attempts } of manager.query()) expect(attempts).toBe(0);
  });

  it('hears that it is to stop while it still loads its train function', async () => {
    await manager.createTasks(definitions(1));
    const listening = process.listenerCount('SIGTERM');
    const loading = work({ train: { module: 'node:path', export: 'join' }, handleSignals: true });
    const running = loading.run();
    expect(process.listenerCount('SIGTERM')).toBe(listening + 1);
    process.emit('SIGTERM', 'SIGTERM');
    expect(await running).toMatchObject({ started: 0 });
    expect(process.listenerCount('SIGTERM')).toBe(listening);
    expect(await manager.stat()).toMatchObject({ waiting: 1 });
  });
});
