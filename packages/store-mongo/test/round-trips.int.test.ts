import { randomUUID } from 'node:crypto';
import type { Claim, ClaimRequest, ImportedTask, NewTask, Settlement } from '@windrow/core';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { MongoTaskStore } from '../src/index.js';
import { countCommands } from './count-commands.js';
import { freshDatabase } from './harness.js';

const url = inject('mongoUrl') ?? '';

describe.skipIf(url === '')('round trips per operation', () => {
  let client: MongoClient;
  let fresh: Awaited<ReturnType<typeof freshDatabase>>;
  let store: MongoTaskStore;
  let count: ReturnType<typeof countCommands>;
  let pool: string;

  beforeAll(async () => {
    fresh = await freshDatabase(url);
    client = await new MongoClient(url, { monitorCommands: true }).connect();
    store = await MongoTaskStore.open({ client, database: fresh.database });
    count = countCommands(client);
  });
  afterAll(async () => {
    await store?.close();
    await client?.close();
    await fresh?.drop();
  });

  const tasks = (n: number): NewTask[] =>
    Array.from({ length: n }, () => ({
      id: randomUUID(),
      key: randomUUID(),
      definition: '{"model":{"class":"Ridge"}}',
      priority: 0,
      tags: {},
      route: '',
      maxAttempts: 3,
      backoff: { initialMs: 0, factor: 1, maxMs: 0, jitter: 0 },
      schemaVersion: 1,
    }));
  const filled = async (n: number): Promise<NewTask[]> => {
    pool = `pool-${randomUUID()}`;
    const made = tasks(n);
    await store.submit(pool, made, 'reuse');
    return made;
  };
  const request = (limit: number): ClaimRequest => ({
    requestId: randomUUID(),
    limit,
    from: 'waiting',
    routes: [''],
    workerId: 'w',
    leaseMs: 60_000,
  });
  const claimed = async (n: number): Promise<readonly Claim[]> => {
    await filled(n);
    return (await store.claim(pool, request(n))).tasks.map(({ claim }) => claim);
  };
  const ends = (claims: readonly Claim[], end: Settlement) => claims.map((claim) => ({ claim, end }));
  const release: Settlement = { kind: 'release', delayMs: 0 };

  it('submits a thousand tasks in two, and answers a thousand duplicates in three', async () => {
    const made = await filled(1);
    expect(await count.during(() => store.submit(pool, tasks(1_000), 'reuse'))).toEqual(['findAndModify', 'insert']);
    const others = made.map((task) => ({ ...task, id: randomUUID() }));
    expect(await count.during(() => store.submit(pool, others, 'reuse'))).toEqual(['findAndModify', 'insert', 'find']);
  });

  it('imports a thousand tasks in two, answers those that are there in three, and those whose key is taken in four', async () => {
    await filled(1);
    const now = await store.now();
    const whole = tasks(1_000).map(
      (task): ImportedTask => ({
        ...task,
        status: 'waiting',
        attempts: 0,
        fence: 3,
        cancelRequested: false,
        createdAt: now - 5,
        history: { attempts: [], totals: {} },
      }),
    );
    const call = (all: readonly ImportedTask[]) => count.during(() => store.importTasks(pool, all));
    expect(await call(whole)).toEqual(['findAndModify', 'insert']);
    expect(await call(whole)).toEqual(['findAndModify', 'insert', 'find']);
    const others = whole.map((task) => ({ ...task, id: randomUUID() }));
    expect(await call(others)).toEqual(['findAndModify', 'insert', 'find', 'find']);
  });

  it('claims one task in two, and sixteen in three', async () => {
    await filled(20);
    expect(await count.during(() => store.claim(pool, request(1)))).toEqual(['aggregate', 'findAndModify']);
    expect(await count.during(() => store.claim(pool, request(16)))).toEqual(['aggregate', 'update', 'find']);
  });

  it('finds in one that nothing is to be claimed, over any number of routes', async () => {
    await filled(0);
    await claimed(1);
    const routes = Array.from({ length: 32 }, (_, i) => `r${i}`);
    expect(await count.during(() => store.claim(pool, { ...request(1), routes }))).toEqual(['aggregate']);
  });

  it('commits one task in one, and sixteen in one', async () => {
    const [one] = await claimed(1);
    expect(await count.during(() => store.settle(ends(one ? [one] : [], { kind: 'done' })))).toEqual(['update']);
    const many = await claimed(16);
    expect(await count.during(() => store.settle(ends(many, { kind: 'done' })))).toEqual(['update']);
  });

  it('gives one task back in one, and sixteen in two', async () => {
    const [one] = await claimed(1);
    expect(await count.during(() => store.settle(ends(one ? [one] : [], release)))).toEqual(['findAndModify']);
    const many = await claimed(16);
    expect(await count.during(() => store.settle(ends(many, release)))).toEqual(['update', 'find']);
  });

  it('renews one lease in one, and any number in two', async () => {
    const [one] = await claimed(1);
    expect(await count.during(() => store.renew(one ? [{ claim: one }] : [], 60_000))).toEqual(['findAndModify']);
    const many = await claimed(40);
    const items = many.map((claim) => ({ claim, progress: { step: 1 } }));
    expect(await count.during(() => store.renew(items, 60_000))).toEqual(['update', 'find']);
  });

  it('reads, lists and counts in one', async () => {
    const made = await filled(30);
    expect(
      await count.during(() =>
        store.read(
          pool,
          made.map(({ id }) => id),
          [],
        ),
      ),
    ).toEqual(['find']);
    expect(await count.during(() => store.list(pool, { fields: [], limit: 20 }))).toEqual(['find']);
    expect(await count.during(() => store.count(pool))).toEqual(['aggregate']);
  });

  it('reaps in one while nothing is due, and in two when something is', async () => {
    await filled(3);
    expect(await count.during(() => store.reap(pool, 100))).toEqual(['aggregate']);
    await store.claim(pool, { ...request(3), leaseMs: 1 });
    const end = (await store.now()) + 2;
    await expect.poll(async () => (await store.now()) > end).toBe(true);
    expect(await count.during(() => store.reap(pool, 100))).toEqual(['aggregate', 'update']);
  });

  it('leaves a client that was given open', async () => {
    const other = await MongoTaskStore.open({ client, database: fresh.database });
    await other.close();
    expect(await store.now()).toBeGreaterThan(0);
  });
});
