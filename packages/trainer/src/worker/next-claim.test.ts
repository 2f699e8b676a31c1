import { StoreUnavailableError, type TaskDefinition, TaskManager } from '@windrow/core';
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

/** A worker that notes what it does, and how many train functions run at once. */
function work(options: Partial<WorkerOptions> = {}) {
  const noted: string[] = [];
  const at = { now: 0, most: 0 };
  const train = async (definition: unknown) => {
    at.most = Math.max(at.most, ++at.now);
    noted.push(`train ${(definition as { number: number }).number}`);
    await new Promise((resolve) => setImmediate(resolve));
    at.now--;
  };
  const worker = new Worker(store, { pool, train, pollMs: 60_000, ...options });
  return { worker, noted, at };
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((ready) => {
    resolve = ready;
  });
  return { promise, resolve };
}

/** Holds each commit until it is let go, and refuses it while the store is away; tells when the first is held. */
function holdCommits() {
  const settle = store.settle.bind(store);
  const [held, open] = [deferred(), deferred()];
  const server = { away: false, held: held.promise, letGo: open.resolve };
  vi.spyOn(store, 'settle').mockImplementation(async (items) => {
    if (items[0]?.end.kind !== 'done') return settle(items);
    held.resolve();
    await open.promise;
    if (server.away) throw new StoreUnavailableError('The store', 'settle', 'away');
    return settle(items);
  });
  return server;
}

function countClaims() {
  const claim = store.claim.bind(store);
  const claims: number[] = [];
  vi.spyOn(store, 'claim').mockImplementation(async (...request) => {
    claims.push(request[1].limit);
    return claim(...request);
  });
  return claims;
}

const attempts = async (): Promise<readonly unknown[]> => {
  const found: unknown[] = [];
  for await (const task of manager.query()) found.push([task.status, task.attempts]);
  return found;
};

describe('the next claim of a worker', () => {
  it('goes to the store beside the commit that makes room, and is run when the commit has been taken (rule 2)', async () => {
    await manager.createTasks(definitions(2));
    const server = holdCommits();
    const claims = countClaims();
    const { worker, noted, at } = work({ untilEmpty: true });
    const running = worker.run();
    await server.held;
    await vi.waitUntil(async () => (await manager.stat()).running === 2);
    expect(claims).toEqual([1, 1]);
    expect(noted).toEqual(['train 0']);
    server.letGo();
    expect(await running).toMatchObject({ started: 2, done: 2 });
    expect([noted, at.most]).toEqual([['train 0', 'train 1'], 1]);
  });

  it('asks once for each task, and once more to learn that there is none', async () => {
    await manager.createTasks(definitions(5));
    const claims = countClaims();
    const { worker } = work();
    const running = worker.run();
    await manager.wait();
    await vi.waitUntil(() => claims.length === 6);
    // A turn of the event loop more, in which a further one would be made.
    await new Promise((resolve) => setImmediate(resolve));
    await worker.stop();
    expect(await running).toMatchObject({ done: 5 });
    expect(claims).toHaveLength(6);
  });

  it('never runs more than its concurrency, and claims for all that end together at once', async () => {
    await manager.createTasks(definitions(40));
    const claims = countClaims();
    const { worker, at } = work({ concurrency: 4, untilEmpty: true });
    expect(await worker.run()).toMatchObject({ done: 40 });
    expect(at.most).toBe(4);
    expect(Math.max(...claims)).toBe(4);
  });

  it('is given back, and uses no attempt, when the commit is not taken (rule 8)', async () => {
    await manager.createTasks(definitions(2));
    const server = holdCommits();
    const { worker, noted, at } = work({ untilEmpty: true });
    const running = worker.run();
    await server.held;
    await vi.waitUntil(async () => (await manager.stat()).running === 2);
    server.away = true;
    server.letGo();
    // When the manager has repeated it a few times.
    await vi.waitUntil(async () => (await manager.stat()).waiting === 1, { timeout: 50_000 });
    expect(await attempts()).toEqual([
      ['running', 1],
      ['waiting', 0],
    ]);
    server.away = false;
    expect(await running).toMatchObject({ started: 2, done: 2, lost: 0 });
    expect([noted, at.most]).toEqual([['train 0', 'train 1'], 1]);
  });

  it('is given back, and uses no attempt, when the commit takes longer than a poll', async () => {
    await manager.createTasks(definitions(2));
    const server = holdCommits();
    const claims = countClaims();
    const { worker, noted } = work({ untilEmpty: true, pollMs: 50 });
    const running = worker.run();
    await server.held;
    await vi.waitUntil(() => claims.length === 2);
    await vi.waitUntil(async () => (await manager.stat()).waiting === 1);
    expect(await attempts()).toEqual([
      ['running', 1],
      ['waiting', 0],
    ]);
    server.letGo();
    expect(await running).toMatchObject({ started: 2, done: 2 });
    expect(noted).toEqual(['train 0', 'train 1']);
  });

  it('is given back, and uses no attempt, when the worker is asked to stop before the commit is taken', async () => {
    await manager.createTasks(definitions(2));
    const server = holdCommits();
    const { worker, noted } = work();
    const running = worker.run();
    await server.held;
    await vi.waitUntil(async () => (await manager.stat()).running === 2);
    const stopped = worker.stop();
    await vi.waitUntil(async () => (await manager.stat()).waiting === 1);
    server.letGo();
    await stopped;
    expect(await running).toMatchObject({ started: 1, done: 1 });
    expect(noted).toEqual(['train 0']);
    expect(await attempts()).toEqual([
      ['done', 1],
      ['waiting', 0],
    ]);
  });

  it('waits for the hooks of the attempt before it, where there are any', async () => {
    await manager.createTasks(definitions(2));
    const running: number[] = [];
    const committed = async () => void running.push((await manager.stat()).running);
    const { worker } = work({ untilEmpty: true, hooks: { committed } });
    expect(await worker.run()).toMatchObject({ done: 2 });
    expect(running).toEqual([0, 0]);
  });

  it('does not go beyond maxTasks', async () => {
    await manager.createTasks(definitions(5));
    const { worker } = work({ maxTasks: 2 });
    expect(await worker.run()).toMatchObject({ started: 2, done: 2 });
    expect(await manager.stat()).toMatchObject({ done: 2, waiting: 3 });
  });
});
