import { randomUUID } from 'node:crypto';
import type { ClaimRequest, NewTask } from '@windrow/core';
import { missingServer, startMongo, startProxy } from '@windrow/test-servers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MongoTaskStore } from '../src/index.js';

const options = { serverSelectionTimeoutMS: 1_000, connectTimeoutMS: 1_000, socketTimeoutMS: 8_000 };

const pool = 'faults';

const task = (): NewTask => ({
  id: randomUUID(),
  key: randomUUID(),
  definition: '{}',
  priority: 0,
  tags: {},
  route: '',
  maxAttempts: 3,
  backoff: { initialMs: 0, factor: 1, maxMs: 0, jitter: 0 },
  schemaVersion: 1,
});
const request = (limit: number): ClaimRequest => ({
  requestId: randomUUID(),
  limit,
  from: 'waiting',
  routes: [''],
  workerId: 'w',
  leaseMs: 60_000,
});
/** What a caller does with a retryable error: the same call again. */
const insist = async <T>(call: () => Promise<T>, onFailure: () => unknown = () => {}): Promise<T> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (error) {
      expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true });
      expect(tries).toBeLessThan(100);
      onFailure();
    }
  }
};

describe.skipIf(missingServer('mongo') !== undefined)('MongoTaskStore when its server fails', () => {
  let server: Awaited<ReturnType<typeof startMongo>>;
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  let store: MongoTaskStore;
  let direct: MongoTaskStore;

  beforeAll(async () => {
    server = await startMongo();
    proxy = await startProxy(server.port);
    store = await MongoTaskStore.open({ url: proxy.through(server.url), clientOptions: options });
    direct = await MongoTaskStore.open({ url: server.url });
  }, 60_000);
  afterEach(async () => {
    await proxy.resume();
    await direct.remove(pool, {}, { limit: 10_000, force: true });
  });
  afterAll(async () => {
    await store?.close();
    await direct?.close();
    await proxy?.close();
    await server?.stop();
  });

  it.each(['halfway', 'answered'] as const)('takes a task once though the claim was cut (%s)', async (moment) => {
    await direct.submit(pool, [task(), task()], 'reuse');
    const wanted = request(1);
    const cut = proxy.cutOn('findAndModify', moment);
    const { tasks } = await insist(() => store.claim(pool, wanted));
    await cut;
    expect(tasks).toHaveLength(1);
    expect(tasks[0]?.attempt).toBe(1);
    expect(await direct.count(pool)).toMatchObject({ waiting: 1, running: 1 });
  });

  it.each(['halfway', 'answered'] as const)('takes a batch once though the claim was cut (%s)', async (moment) => {
    await direct.submit(pool, Array.from({ length: 20 }, task), 'reuse');
    const wanted = request(8);
    const cut = proxy.cutOn('indexOfArray', moment);
    const { tasks } = await insist(() => store.claim(pool, wanted));
    await cut;
    expect(tasks.map(({ attempt }) => attempt)).toEqual(Array(8).fill(1));
    expect(await direct.count(pool)).toMatchObject({ waiting: 12, running: 8 });
  });

  it.each(['halfway', 'answered'] as const)('commits once though the commit was cut (%s)', async (moment) => {
    await direct.submit(pool, [task()], 'reuse');
    const [claimed] = (await store.claim(pool, request(1))).tasks;
    const claim = claimed?.claim;
    if (claim === undefined) throw new Error('No task was given.');
    const cut = proxy.cutOn('concatArrays', moment);
    const outcomes = await insist(() => store.settle([{ claim, end: { kind: 'done' } }]));
    await cut;
    expect(outcomes).toEqual([{ kind: 'settled', status: 'done', repeated: moment === 'answered' }]);
    const [stored] = await direct.read(pool, [claim.taskId], ['history']);
    expect(stored?.history?.totals).toEqual({ done: 1 });
  });

  it.each(['to-server', 'to-client'] as const)(
    'stores a batch once though it was cut in the middle (%s)',
    async (direction) => {
      const tasks = Array.from({ length: 1_000 }, task);
      const cut = proxy.cutAfterBytes(direction === 'to-server' ? 150_000 : 100, direction);
      const outcomes = await insist(() => store.submit(pool, tasks, 'reuse'));
      await cut;
      expect(outcomes.map(({ id }) => id)).toEqual(tasks.map(({ id }) => id));
      expect(outcomes.every(({ created }) => created)).toBe(true);
      expect(await direct.count(pool)).toMatchObject({ waiting: 1_000 });
    },
  );

  it('outlives five seconds of silence', async () => {
    await direct.submit(pool, [task()], 'reuse');
    proxy.pause(5_000);
    const { tasks } = await insist(() => store.claim(pool, request(1)));
    expect(tasks).toHaveLength(1);
    expect(await direct.count(pool)).toMatchObject({ running: 1, waiting: 0 });
  }, 30_000);
});

describe.skipIf(missingServer('mongo') !== undefined)('MongoTaskStore when its server is killed', () => {
  it('loses nothing and goes on when the server was killed and started again', async () => {
    const server = await startMongo();
    const store = await MongoTaskStore.open({ url: server.url, clientOptions: options });
    try {
      const made = Array.from({ length: 50 }, task);
      await store.submit(pool, made, 'reuse');
      const { tasks } = await store.claim(pool, request(10));
      const [first, ...others] = tasks.map(({ claim }) => claim);
      if (first === undefined) throw new Error('No task was given.');
      await store.settle([{ claim: first, end: { kind: 'done' } }]);
      await server.kill('SIGKILL');
      await expect(store.claim(pool, request(1))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
      await server.restart();
      // Whoever polls is given waiting work by his first or second poll, with no new submit.
      let polls = 1;
      const poll = async () =>
        (
          await insist(
            () => store.claim(pool, request(1)),
            () => (polls += 1),
          )
        ).tasks;
      expect(await poll()).toHaveLength(1);
      expect(polls).toBeLessThanOrEqual(2);
      const outcomes = await insist(() =>
        store.settle(others.map((claim) => ({ claim, end: { kind: 'done' } as const }))),
      );
      expect(outcomes.every(({ kind }) => kind === 'settled')).toBe(true);
      expect((await insist(() => store.claim(pool, request(100)))).tasks).toHaveLength(39);
      expect(await store.count(pool)).toMatchObject({ done: 10, running: 40, waiting: 0 });
      const stored = await store.read(
        pool,
        made.map(({ id }) => id),
        [],
      );
      expect(stored.map(({ fence }) => fence)).toEqual(made.map(() => 1));
    } finally {
      await store.close();
      await server.stop();
    }
  }, 60_000);
});
