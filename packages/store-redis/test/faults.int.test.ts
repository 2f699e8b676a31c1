import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Claim, TaskStore } from '@windrow/core';
import { WindrowError } from '@windrow/core';
import { missingServer, type PrivateServer, startProxy, startRedis, type TcpProxy } from '@windrow/test-servers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { RedisTaskStore } from '../src/tasks/redis-task-store.js';
import { done, request, task } from './sample-tasks.js';

/** As every caller has to: the same call again while the server is away. */
async function persist<T>(call: () => Promise<T>): Promise<T> {
  for (const deadline = Date.now() + 30_000; ; ) {
    try {
      return await call();
    } catch (error) {
      if (!WindrowError.is(error, 'STORE_UNAVAILABLE') || Date.now() > deadline) throw error;
    }
  }
}

describe.skipIf(missingServer('redis') !== undefined)('RedisTaskStore when its server fails (rule 17)', () => {
  let server: PrivateServer;
  let proxy: TcpProxy;
  let store: TaskStore;
  let direct: TaskStore;
  let pool: string;

  beforeAll(async () => {
    server = await startRedis({ appendonly: true });
  }, 60_000);
  afterAll(() => server.stop());

  beforeEach(async () => {
    pool = `pool-${randomUUID()}`;
    proxy = await startProxy(server.port);
    const url = proxy.through(server.url);
    store = await RedisTaskStore.open({ url, timeoutMs: 2_000, onWarning: () => {} });
    direct = await RedisTaskStore.open({ url: server.url, onWarning: () => {} });
  });
  afterEach(async () => {
    await proxy.resume();
    await store.close();
    await direct.close();
    await proxy.close();
  });

  const isAway = (error: unknown): boolean => WindrowError.is(error, 'STORE_UNAVAILABLE') && error.retryable;

  it('hears of submits again after its connections were cut', async () => {
    let heard = 0;
    await store.subscribe(pool, () => {
      heard += 1;
    });
    await direct.submit(pool, [task()], 'reuse');
    await vi.waitUntil(() => heard === 1, { timeout: 10_000, interval: 5 });
    proxy.cut();
    // Until it listens again, what is told meanwhile is lost: hints may be.
    while (heard === 1) {
      await direct.submit(pool, [task()], 'reuse');
      await sleep(20);
    }
    expect(heard).toBeGreaterThan(1);
  });

  it('takes a task once though the answer of the claim is lost', async () => {
    await store.submit(pool, [task(), task()], 'reuse');
    await store.claim(pool, request());
    const again = request();
    const cut = proxy.cutOn(again.requestId, 'answered');
    await expect(store.claim(pool, again)).rejects.toSatisfy(isAway);
    await cut;
    const { tasks } = await persist(() => store.claim(pool, again));
    expect(tasks).toHaveLength(1);
    expect(await direct.count(pool)).toMatchObject({ waiting: 0, running: 2 });
    const [stored] = await direct.read(pool, [tasks[0]?.claim.taskId ?? ''], []);
    expect([stored?.attempts, stored?.fence]).toEqual([1, 1]);
  }, 30_000);

  it.each(['before', 'halfway', 'answered'] as const)(
    'commits once though the connection is cut (%s)',
    async (moment) => {
      await store.submit(pool, [task()], 'reuse');
      const { tasks } = await store.claim(pool, request());
      const claim = tasks[0]?.claim as Claim;
      const cut = proxy.cutOn(claim.taskId, moment);
      const first = store.settle([{ claim, end: done }]).catch((error: unknown) => error);
      await cut;
      expect(isAway(await first)).toBe(true);
      const [outcome] = await persist(() => store.settle([{ claim, end: done }]));
      expect(outcome).toEqual({ kind: 'settled', status: 'done', repeated: moment === 'answered' });
      const [stored] = await direct.read(pool, [claim.taskId], ['history']);
      expect(stored?.history?.totals).toEqual({ done: 1 });
    },
    30_000,
  );

  it('stores every task of a batch once though the connection is cut in its middle', async () => {
    const tasks = Array.from({ length: 2_000 }, () => task());
    const cut = proxy.cutAfterBytes(150_000, 'to-server');
    const first = store.submit(pool, tasks, 'reuse').catch((error: unknown) => error);
    await cut;
    expect(isAway(await first)).toBe(true);
    const outcomes = await persist(() => store.submit(pool, tasks, 'reuse'));
    expect(outcomes.every(({ id, created }, i) => created && id === tasks[i]?.id)).toBe(true);
    expect(await direct.count(pool)).toMatchObject({ waiting: 2_000 });
  }, 30_000);

  it('says within its bound that a silent server does not answer, and goes on when it does', async () => {
    await store.submit(pool, [task()], 'reuse');
    proxy.pause(5_000);
    await expect(store.count(pool)).rejects.toSatisfy(isAway);
    const again = request();
    const { tasks } = await persist(() => store.claim(pool, again));
    expect(tasks).toHaveLength(1);
  }, 30_000);

  it('keeps what it acknowledged when the server is killed, and wakes who listens after it is back', async () => {
    const heard: string[] = [];
    let hear = (): void => {};
    const stop = await store.subscribe(pool, ({ type }) => {
      heard.push(type);
      hear();
    });
    await store.submit(pool, [task(), task(), task()], 'reuse');
    const { tasks } = await store.claim(pool, request());
    const claim = tasks[0]?.claim as Claim;
    await server.kill();
    await expect(store.settle([{ claim, end: done }])).rejects.toSatisfy(isAway);
    await server.restart();
    expect(await persist(() => store.settle([{ claim, end: done }]))).toMatchObject([{ status: 'done' }]);
    expect(await persist(() => direct.count(pool))).toMatchObject({ waiting: 2, running: 0, done: 1 });
    // The same claim goes on with no new submit, and the listener hears again.
    const told = new Promise<void>((resolve) => {
      hear = resolve;
    });
    for (;;) {
      await direct.submit(pool, [task()], 'reuse');
      if (await Promise.race([told.then(() => true), direct.now().then(() => false)])) break;
    }
    expect((await store.claim(pool, request(2))).tasks).toHaveLength(2);
    await stop();
  }, 60_000);
});
