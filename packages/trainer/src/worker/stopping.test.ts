import type { TrainContext } from '@windrow/core';
import { describe, expect, it, vi } from 'vitest';
import { definitions, memoryPool } from '../../test/support/memory-pool.js';
import type { Worker } from './worker.js';
import type { WorkerOptions } from './worker-options.js';

const pool = memoryPool();
const work = (options: Partial<WorkerOptions>): Worker => pool.worker({ untilEmpty: false, ...options });

describe('a worker that is to stop', () => {
  it('lets tasks finish within the grace', async () => {
    await pool.manager.createTasks(definitions(2));
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
    expect(await pool.manager.stat()).toMatchObject({ done: 1, waiting: 1 });
  });

  it('aborts after the grace and gives the claim back without using an attempt', async () => {
    const { ids } = await pool.manager.createTasks(definitions(1));
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
    expect(await pool.manager.get(ids[0] as string)).toMatchObject({ status: 'waiting', attempts: 0 });
  });

  it('gives back what it claimed while it was asked to stop, and runs none of it', async () => {
    await pool.manager.createTasks(definitions(3));
    const trained: unknown[] = [];
    const claim = pool.store.claim.bind(pool.store);
    const worker = work({ train: (input) => trained.push(input), concurrency: 2 });
    vi.spyOn(pool.store, 'claim').mockImplementation(async (...request) => {
      const answer = await claim(...request);
      void worker.stop();
      return answer;
    });
    expect(await worker.run()).toMatchObject({ started: 0 });
    expect(trained).toEqual([]);
    expect(await pool.manager.stat()).toMatchObject({ waiting: 3, running: 0 });
    for await (const { attempts } of pool.manager.query()) expect(attempts).toBe(0);
  });

  it('hears that it is to stop while it still loads its train function', async () => {
    await pool.manager.createTasks(definitions(1));
    const listening = process.listenerCount('SIGTERM');
    const loading = work({ train: { module: 'node:path', export: 'join' }, handleSignals: true });
    const running = loading.run();
    expect(process.listenerCount('SIGTERM')).toBe(listening + 1);
    process.emit('SIGTERM', 'SIGTERM');
    expect(await running).toMatchObject({ started: 0 });
    expect(process.listenerCount('SIGTERM')).toBe(listening);
    expect(await pool.manager.stat()).toMatchObject({ waiting: 1 });
  });
});
