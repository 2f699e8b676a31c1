import { randomUUID } from 'node:crypto';
import { TaskManager, type TaskStore } from '@windrow/core';
import { missingServer, type PrivateServer, startMongo, startRedis } from '@windrow/test-servers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Worker, type WorkerEvent } from '../src/index.js';
import { type OpenedStores, openPlace } from './chaos/store/open-place.js';

vi.setConfig({ testTimeout: 120_000 });

const kinds = [
  ['Redis', 'redis', () => startRedis({ appendonly: true })],
  ['MongoDB', 'mongo', () => startMongo()],
] as const;
const pool = 'pool';

/** Notes each call of the store that begins while it is asked to. */
class Calls {
  #begun: { claim: number; settle: number } = { claim: 0, settle: 0 };

  constructor(store: TaskStore) {
    for (const name of ['claim', 'settle'] as const) {
      const call = (store[name] as (...args: unknown[]) => Promise<never>).bind(store);
      vi.spyOn(store, name).mockImplementation((...args: unknown[]) => {
        this.#begun[name]++;
        return call(...args);
      });
    }
  }

  forget(): void {
    this.#begun = { claim: 0, settle: 0 };
  }

  get begun(): { readonly claim: number; readonly settle: number } {
    return { ...this.#begun };
  }
}

/** A train function that ends when it is told to, and tells what it runs. */
function training() {
  const started: number[] = [];
  const ends: (() => void)[] = [];
  const train = (definition: unknown) => {
    started.push((definition as { number: number }).number);
    return new Promise<void>((resolve) => ends.push(resolve));
  };
  return { train, started, end: (at: number) => ends[at]?.() };
}

describe.each(kinds)('a worker whose %s server was killed and is back (rule 17)', (_, kind, start) => {
  let server: PrivateServer;
  const opened: OpenedStores[] = [];

  async function client(name: string): Promise<TaskStore> {
    const stores = await openPlace({ kind, url: server.url, name });
    opened.push(stores);
    return stores.tasks;
  }
  afterEach(async () => {
    for (const stores of opened.splice(0)) await stores.close();
    await server.stop();
  });

  async function begin() {
    server = await start();
    const name = `restart-${randomUUID().slice(0, 8)}`;
    const store = await client(name);
    const calls = new Calls(store);
    const run = training();
    const events: WorkerEvent['type'][] = [];
    const onEvent = ({ type }: WorkerEvent) => void events.push(type);
    const worker = new Worker(store, { pool, train: run.train, onEvent });
    const isAway = () => vi.waitUntil(() => events.includes('store-unavailable'), { timeout: 60_000 });
    return { name, store, calls, run, worker, isAway };
  }

  it('ends what it held and goes on with what waits within two polls', async ({ skip }) => {
    skip(missingServer(kind) !== undefined, 'there is no server');
    const { store, calls, run, worker, isAway } = await begin();
    const manager = new TaskManager(store, pool, { codeVersion: false });
    await manager.createTasks([{ number: 0 }, { number: 1 }]);
    const running = worker.run();
    await vi.waitUntil(() => run.started.length === 1, { timeout: 30_000 });
    await server.kill();
    run.end(0);
    await isAway();
    await server.restart();
    calls.forget();
    await vi.waitUntil(() => run.started.length === 2, { timeout: 60_000, interval: 2 });
    // A worker asks at least once in a poll interval, so what has come with its second call has come within two.
    const { claim, settle } = calls.begun;
    expect([claim <= 2, settle <= 2], `${claim} claims, ${settle} commits`).toEqual([true, true]);
    expect(run.started).toEqual([0, 1]);
    run.end(1);
    await manager.wait();
    await worker.stop();
    expect(await running).toMatchObject({ started: 2, done: 2, lost: 0 });
  });

  it('that was idle finds new work within two polls', async ({ skip }) => {
    skip(missingServer(kind) !== undefined, 'there is no server');
    const { name, calls, run, worker, isAway } = await begin();
    const running = worker.run();
    await vi.waitUntil(() => calls.begun.claim > 0, { timeout: 30_000 });
    await server.kill();
    await isAway();
    await server.restart();
    const manager = new TaskManager(await client(name), pool, { codeVersion: false });
    await manager.createTasks([{ number: 0 }]);
    calls.forget();
    await vi.waitUntil(() => run.started.length === 1, { timeout: 60_000, interval: 2 });
    expect(calls.begun.claim).toBeLessThanOrEqual(2);
    run.end(0);
    await manager.wait();
    await worker.stop();
    expect(await running).toMatchObject({ done: 1 });
  });
});
