import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TaskManager } from '@windrow/core';
import { openSqliteStore, type SqliteStore } from '@windrow/store-sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Worker, type WorkerOptions } from '../src/index.js';
import { handlers } from './support/isolated.js';
import { startStoreWorker } from './support/start-store-worker.js';
import type { WorkerProcess } from './support/worker-process.js';

vi.setConfig({ testTimeout: 120_000 });

const LEASE_MS = 600;
let directory: string;
let store: SqliteStore;
let manager: TaskManager;
let blocked: WorkerProcess | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'windrow-lease-'));
  store = await openSqliteStore({ directory });
  manager = new TaskManager(store.tasks, 'pool', { codeVersion: false });
});
afterEach(async () => {
  blocked?.signal('SIGKILL');
  await blocked?.ended;
  await store.close();
  await rm(directory, { recursive: true });
});

/** A worker process whose inline train function blocks its thread for so long. */
async function block(ms: number, worker: Partial<WorkerOptions> = {}): Promise<string> {
  const { ids } = await manager.createTasks([{ a: 1 }], { maxAttempts: 3 });
  blocked = startStoreWorker({
    place: { kind: 'sqlite', directory },
    pool: 'pool',
    log: join(directory, 'worker.log'),
    handler: { module: handlers, export: 'blocks' },
    worker: {
      workerId: 'blocked',
      leaseMs: LEASE_MS,
      renewEveryMs: 100,
      args: ms,
      untilEmpty: true,
      ...worker,
    } as object,
  });
  const id = ids[0] as string;
  await vi.waitUntil(async () => (await manager.get(id)).status === 'running', { timeout: 60_000, interval: 5 });
  return id;
}

/** Reaps, as workers elsewhere do, until the task is nobody's. */
async function reapedBy(id: string): Promise<void> {
  await vi.waitUntil(
    async () => {
      await manager.reap();
      return (await manager.get(id)).status === 'waiting';
    },
    { timeout: 20_000, interval: 20 },
  );
}

async function outcomes(id: string): Promise<readonly string[]> {
  const { history } = await manager.get(id, { select: ['history'] });
  return history?.attempts.map(({ outcome, workerId }) => `${outcome} by ${workerId}`) ?? [];
}

describe('an inline train function that blocks its thread, over a store that another thread can open', () => {
  it('keeps its task for three leases, though workers elsewhere reap and ask for it', async () => {
    const id = await block(3 * LEASE_MS);
    const other = new Worker(store.tasks, {
      pool: 'pool',
      workerId: 'other',
      train: () => 'taken over',
      reapEveryMs: 20,
      pollMs: 50,
    });
    const running = other.run();
    expect(await blocked?.ended).toEqual({ code: 0, signal: null });
    await other.stop();
    expect(await running).toMatchObject({ started: 0 });
    expect(await outcomes(id)).toEqual(['done by blocked']);
  });

  it('loses its task with leaseThread: off', async () => {
    const id = await block(4 * LEASE_MS, { leaseThread: 'off' });
    await reapedBy(id);
    expect(await outcomes(id)).toEqual(['expired by blocked']);
  });

  it('loses its task when its process is killed: the thread ends with it', async () => {
    const id = await block(60_000);
    await sleep(2 * LEASE_MS);
    await manager.reap();
    expect((await manager.get(id)).status).toBe('running');
    blocked?.signal('SIGKILL');
    await reapedBy(id);
    expect(await outcomes(id)).toEqual(['expired by blocked']);
  });

  it('loses its task when its process is stopped: the thread is stopped with it', async () => {
    const id = await block(60_000);
    blocked?.signal('SIGSTOP');
    await reapedBy(id);
    expect(await outcomes(id)).toEqual(['expired by blocked']);
  });

  it('is held no longer than its time limit', async () => {
    const id = await block(60_000, { timeLimitMs: LEASE_MS });
    await reapedBy(id);
    expect(await outcomes(id)).toEqual(['expired by blocked']);
  });
});
