import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import type { ArtifactStore, ExperimentStore, TaskStore } from '@windrow/core';
import { MemoryArtifactStore, MemoryExperimentStore, MemoryTaskStore } from '@windrow/store-memory';
import { openMongoStore } from '@windrow/store-mongo';
import { RedisArtifactStore, RedisExperimentStore, RedisTaskStore } from '@windrow/store-redis';
import { openSqliteStore } from '@windrow/store-sqlite';
import { missingServer, startMongo, startRedis } from '@windrow/test-servers';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';

export interface Stores {
  readonly tasks: TaskStore;
  readonly experiments: ExperimentStore;
  readonly artifacts: ArtifactStore;
}

export type StoreKind = 'memory' | 'SQLite' | 'MongoDB' | 'Redis';

/** Empty stores of each kind, and the servers that they need. */
export interface BenchStores {
  /** Opens stores for `run`, and closes them after it. Undefined, and a word about it, where their server cannot be started. */
  with<T>(kind: StoreKind, run: (stores: Stores) => Promise<T>): Promise<T | undefined>;
  /** What answered. */
  versions(): Promise<string>;
  stop(): Promise<void>;
}

interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

/** MongoDB and Redis are those at `MONGO_URL` and `REDIS_URL`, or are started: both write through to the disk before they answer. */
export async function openServers(): Promise<BenchStores> {
  const mongo = await server('mongo', process.env['MONGO_URL'], () => startMongo({ durable: true }));
  const redis = await server('redis', process.env['REDIS_URL'], () => startRedis({ appendonly: true }));
  return {
    with: async (kind, run) => {
      if (kind === 'memory') return inMemory(run);
      if (kind === 'SQLite') return inSqlite(run);
      if (kind === 'MongoDB') return mongo && inMongo(mongo.url, run);
      return redis && inRedis(redis.url, run);
    },
    versions: async () =>
      [
        sqliteVersion(),
        ...(mongo === undefined ? [] : [await mongoVersion(mongo.url)]),
        ...(redis === undefined ? [] : [await redisVersion(redis.url)]),
      ].join(', '),
    stop: async () => {
      await mongo?.stop();
      await redis?.stop();
    },
  };
}

async function server(
  name: 'mongo' | 'redis',
  url: string | undefined,
  start: () => Promise<Server>,
): Promise<Server | undefined> {
  if (url !== undefined && url !== '') return { url, stop: async () => {} };
  const missing = missingServer(name);
  if (missing === undefined) return start();
  console.log(`Without ${name}: ${missing}`);
  return undefined;
}

async function inMemory<T>(run: (stores: Stores) => Promise<T>): Promise<T> {
  return run({
    tasks: new MemoryTaskStore(),
    experiments: new MemoryExperimentStore(),
    artifacts: new MemoryArtifactStore(),
  });
}

async function inSqlite<T>(run: (stores: Stores) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'windrow-bench-'));
  const stores = await openSqliteStore({ directory });
  try {
    return await run(stores);
  } finally {
    await stores.close();
    await rm(directory, { recursive: true });
  }
}

async function inMongo<T>(url: string, run: (stores: Stores) => Promise<T>): Promise<T> {
  const database = `bench_${randomUUID()}`;
  const stores = await openMongoStore({ url, database });
  try {
    return await run(stores);
  } finally {
    await stores.close();
    const client = await new MongoClient(url).connect();
    await client.db(database).dropDatabase();
    await client.close();
  }
}

async function inRedis<T>(url: string, run: (stores: Stores) => Promise<T>): Promise<T> {
  const options = { url, prefix: `bench_${randomUUID()}`, onWarning: () => {} };
  const tasks = await RedisTaskStore.open(options);
  const experiments = await RedisExperimentStore.open(options);
  const artifacts = await RedisArtifactStore.open(options);
  try {
    return await run({ tasks, experiments, artifacts });
  } finally {
    for (const store of [tasks, experiments, artifacts]) await store.close();
  }
}

function sqliteVersion(): string {
  const database = new DatabaseSync(':memory:');
  const { version } = database.prepare('SELECT sqlite_version() AS version').get() as { version: string };
  database.close();
  return `SQLite ${version}`;
}

async function mongoVersion(url: string): Promise<string> {
  const client = await new MongoClient(url).connect();
  const { version, ferretdb } = (await client.db('admin').command({ buildInfo: 1 })) as {
    readonly version: string;
    readonly ferretdb?: { readonly version?: string };
  };
  await client.close();
  return `MongoDB ${version}${ferretdb === undefined ? '' : ` (FerretDB ${ferretdb.version})`}`;
}

async function redisVersion(url: string): Promise<string> {
  const redis = new Redis(url);
  const version = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? 'unknown';
  redis.disconnect();
  return `Redis ${version}`;
}
