import { randomUUID } from 'node:crypto';
import type { Claim, ClaimRequest, NewTask } from '@windrow/core';
import { passServerTime } from '@windrow/testkit';
import { type Document, MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { MongoTaskStore } from '../src/index.js';
import { freshDatabase } from './harness.js';

const url = inject('mongoUrl') ?? '';
const WRITES = ['insert', 'update', 'delete', 'findAndModify'];

const task = (fields: Partial<NewTask> = {}): NewTask => ({
  id: randomUUID(),
  key: randomUUID(),
  definition: '{"n":1}',
  priority: 0,
  tags: { a: 1 },
  route: '',
  maxAttempts: 3,
  backoff: { initialMs: 0, factor: 1, maxMs: 0, jitter: 0 },
  schemaVersion: 1,
  ...fields,
});
const request = (limit: number, fields: Partial<ClaimRequest> = {}): ClaimRequest => ({
  requestId: randomUUID(),
  limit,
  from: 'waiting',
  routes: [''],
  workerId: 'w',
  leaseMs: 60_000,
  ...fields,
});

// What a sharded cluster and a replica set need of every command, shown at the driver's edge.
describe.skipIf(url === '')('every command of every operation on tasks', () => {
  let fresh: Awaited<ReturnType<typeof freshDatabase>>;
  let client: MongoClient;
  const commands: Document[] = [];

  beforeAll(async () => {
    fresh = await freshDatabase(url);
    client = await new MongoClient(url, { monitorCommands: true }).connect();
    client.on('commandStarted', ({ command }) => commands.push(command));
    const store = await MongoTaskStore.open({ client, database: fresh.database });
    commands.length = 0;
    await useEverything(store);
    await store.close();
  }, 60_000);
  afterAll(async () => {
    await client?.close();
    await fresh?.drop();
  });

  it('names the pool, which is the prefix of the shard key, wherever it looks into tasks', () => {
    const filters = commands.flatMap(filtersOnTasks);
    expect(filters.length).toBeGreaterThan(60);
    expect(filters.filter((filter) => !namesPool(filter))).toEqual([]);
  });

  it('waits for a majority wherever it writes', () => {
    const writes = commands.filter((command) => WRITES.some((name) => name in command));
    expect(writes.length).toBeGreaterThan(20);
    expect(writes.filter(({ writeConcern }) => writeConcern?.w !== 'majority')).toEqual([]);
  });

  it('is part of no transaction', () => {
    expect(commands.filter((command) => 'startTransaction' in command || 'autocommit' in command)).toEqual([]);
  });

  it('asks the primary', () => {
    const elsewhere = commands.filter(({ $readPreference: preference }) => preference?.mode === 'secondary');
    expect(elsewhere).toEqual([]);
  });

  it('never sorts on the server what it changes', () => {
    expect(commands.filter((command) => 'findAndModify' in command && command['sort'] !== undefined)).toEqual([]);
  });
});

describe.skipIf(url === '')('a write concern of the user’s', () => {
  it('is kept', async () => {
    const { database, drop } = await freshDatabase(url);
    const client = await new MongoClient(url, { monitorCommands: true, writeConcern: { w: 1 } }).connect();
    const concerns: unknown[] = [];
    client.on('commandStarted', ({ command }) => 'insert' in command && concerns.push(command['writeConcern']));
    const store = await MongoTaskStore.open({ client, database });
    await store.submit('p', [task()], 'reuse');
    expect(concerns).toEqual([expect.objectContaining({ w: 1 })]);
    await client.close();
    await drop();
  });

  it('is refused when it lets writes go unanswered', async () => {
    const client = new MongoClient(url, { writeConcern: { w: 0 } });
    await expect(MongoTaskStore.open({ client })).rejects.toMatchObject({ code: 'STORE_CONFIGURATION' });
    await client.close();
  });
});

async function useEverything(store: MongoTaskStore): Promise<void> {
  const pool = 'wire';
  const tasks = Array.from({ length: 30 }, () => task());
  await store.submit(pool, tasks, 'reuse');
  await store.submit(
    pool,
    tasks.slice(0, 3).map(({ key }) => task({ key })),
    'rerun',
  );
  const filter = { op: 'eq', path: ['tags', 'a'], value: 1 } as const;
  const claims: Claim[] = [];
  for (const wanted of [request(1), request(8), request(4, { filter }), request(1, { routes: ['', 'gpu'] })]) {
    claims.push(...(await store.claim(pool, wanted)).tasks.map(({ claim }) => claim));
    await store.claim(pool, wanted);
  }
  const [a, b, c, d, ...others] = claims;
  if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('Too few claims.');
  await store.renew([{ claim: a }], 60_000);
  await store.renew(
    others.map((claim) => ({ claim, progress: 1 })),
    60_000,
  );
  await store.settle([{ claim: a, end: { kind: 'done' } }]);
  await store.settle([{ claim: a, end: { kind: 'done' } }]);
  await store.settle([{ claim: b, end: { kind: 'part_done' } }]);
  await store.settle([c, d].map((claim) => ({ claim, end: { kind: 'release', delayMs: 0 } as const })));
  await store.submit(pool, [task({ key: (tasks[0] as NewTask).key })], 'rerun');
  await store.read(pool, [a.taskId], ['result', 'history']);
  await store.list(pool, { fields: [], limit: 5 });
  await store.list(pool, { fields: [], top: 5, order: { by: 'endedAt', descending: true } });
  await store.list(pool, { fields: [], limit: 5, filter });
  await store.count(pool);
  await store.count(pool, filter);
  await store.change(pool, { filter }, { kind: 'prioritize', priority: 1 }, { limit: 10 });
  await store.change(
    pool,
    { ids: [d.taskId] },
    { kind: 'replace', definition: '{}', key: 'k', force: true },
    { limit: 1 },
  );
  await store.configure(pool, { paused: false, retention: { olderThanMs: 3_600_000, statuses: ['done'] } }, 0);
  await store.claim(pool, request(2, { leaseMs: 1 }));
  await passServerTime(store, 3);
  await store.reap(pool, 10);
  await store.remove(pool, { ids: [a.taskId] }, { limit: 1, force: true });
  await store.remove(pool, { filter }, { limit: 5, force: false });
  await store.pools();
}

/** Every filter of a command that selects among tasks. */
function filtersOnTasks(command: Document): Document[] {
  const unions = stagesOf(command).flatMap((stage) => {
    const union = stage['$unionWith'];
    return union?.coll === 'tasks' ? [union.pipeline[0]['$match']] : [];
  });
  const target = ['find', 'aggregate', 'update', 'delete', 'findAndModify'].find((name) => command[name] === 'tasks');
  switch (target) {
    case 'find':
      return [command['filter']];
    case 'aggregate':
      return [stagesOf(command)[0]?.['$match'], ...unions];
    case 'update':
      return command['updates'].map(({ q }: Document) => q);
    case 'delete':
      return command['deletes'].map(({ q }: Document) => q);
    case 'findAndModify':
      return [command['query']];
    default:
      return unions;
  }
}

function stagesOf(command: Document): Document[] {
  return command['pipeline'] ?? [];
}

function namesPool(filter: Document | undefined): boolean {
  if (filter === undefined) return false;
  return filter['pool'] !== undefined || (filter['$and'] ?? []).some((clause: Document) => namesPool(clause));
}
