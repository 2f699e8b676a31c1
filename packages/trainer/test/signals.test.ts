import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TaskManager } from '@windrow/core';
import { openSqliteStore, type SqliteStore } from '@windrow/store-sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handlers, lives } from './support/isolated.js';
import { startStoreWorker } from './support/start-store-worker.js';
import type { WorkerProcess } from './support/worker-process.js';
import type { WorkerSettings } from './support/worker-settings.js';

vi.setConfig({ testTimeout: 120_000 });

let directory: string;
let store: SqliteStore;
let manager: TaskManager;
let worker: WorkerProcess | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'windrow-signals-'));
  store = await openSqliteStore({ directory });
  manager = new TaskManager(store.tasks, 'pool', { codeVersion: false });
});
afterEach(async () => {
  worker?.signal('SIGKILL');
  await worker?.ended;
  await store.close();
  await rm(directory, { recursive: true });
});

function start(settings: Partial<WorkerSettings>): WorkerProcess {
  worker = startStoreWorker({
    place: { kind: 'sqlite', directory },
    pool: 'pool',
    log: join(directory, 'worker.log'),
    worker: {},
    ...settings,
  });
  return worker;
}

describe('a worker process over SQLite', () => {
  it('on SIGTERM claims nothing more, lets its task finish within the grace, and leaves with 0', async () => {
    await manager.createTasks([
      { ms: 500, n: 1 },
      { ms: 500, n: 2 },
    ]);
    const running = start({});
    await running.wrote('started');
    running.signal('SIGTERM');
    expect(await running.ended).toEqual({ code: 0, signal: null });
    expect(running.lines()).toContain('worker-draining');
    expect(await manager.stat()).toMatchObject({ done: 1, waiting: 1, running: 0 });
    expect(await store.tasks.workers('pool')).toEqual([]);
  });

  it('aborts after the grace, gives the claim back without using an attempt, and leaves with 0', async () => {
    const { ids } = await manager.createTasks([{ ms: 0 }]);
    const running = start({ hold: true, worker: { graceMs: 50 } });
    await running.wrote('started');
    running.signal('SIGINT');
    expect(await running.ended).toEqual({ code: 0, signal: null });
    expect(await manager.get(ids[0] as string)).toMatchObject({ status: 'waiting', attempts: 0 });
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('a second %s leaves at once with %i; the lease brings the task back', async (signal, code) => {
    const { ids } = await manager.createTasks([{ ms: 0 }]);
    const running = start({ hold: true, worker: { leaseMs: 1_000 } });
    await running.wrote('started');
    running.signal(signal);
    await running.wrote('worker-draining');
    running.signal(signal);
    expect(await running.ended).toEqual({ code, signal: null });
    await vi.waitUntil(
      async () => {
        await manager.reap();
        return (await manager.get(ids[0] as string)).status === 'waiting';
      },
      { timeout: 20_000 },
    );
    expect((await manager.get(ids[0] as string)).attempts).toBe(1);
  });

  it.each(['SIGKILL', 'SIGTERM twice'])('leaves no child behind after %s, not even one that blocks', async (how) => {
    const { ids } = await manager.createTasks([{ ms: 0 }]);
    const handler = { module: handlers, export: 'blocksForEver' };
    const running = start({ handler, worker: { isolate: 'process', leaseMs: 600, renewEveryMs: 50 } });
    let child = 0;
    await vi.waitUntil(
      async () => {
        child = ((await manager.get(ids[0] as string)).progress as { pid: number } | undefined)?.pid ?? 0;
        return child !== 0;
      },
      { timeout: 60_000 },
    );
    expect(lives(child)).toBe(true);
    if (how === 'SIGKILL') running.signal('SIGKILL');
    else {
      running.signal('SIGTERM');
      await running.wrote('worker-draining');
      running.signal('SIGTERM');
    }
    await running.ended;
    await vi.waitUntil(() => !lives(child), { timeout: 20_000 });
  });

  it('says who it is while it lives: host, pid, versions, what it holds', async () => {
    const { ids } = await manager.createTasks([{ ms: 0 }]);
    const running = start({ hold: true, worker: { workerId: 'w1' } });
    await running.wrote('started');
    await vi.waitUntil(async () => (await store.tasks.workers('pool'))[0]?.held.length === 1, { timeout: 20_000 });
    const [presence] = await store.tasks.workers('pool');
    expect(presence).toMatchObject({
      workerId: 'w1',
      pool: 'pool',
      state: 'busy',
      held: ids,
      pid: expect.any(Number),
      host: expect.any(String),
      lastClaimAt: expect.any(Number),
      rssBytes: expect.any(Number),
      versions: { node: process.version, windrow: expect.stringMatching(/^\d+\.\d+\.\d+/) },
    });
    expect(presence?.pid).not.toBe(process.pid);
  });
});
