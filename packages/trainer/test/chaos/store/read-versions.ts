import { availableParallelism } from 'node:os';
import { DatabaseSync } from '@photostructure/sqlite';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import type { Place } from './open-place.js';

/** What a run was made with: Node, the processor's cores, and the database. */
export async function readVersions(place: Place): Promise<Readonly<Record<string, string>>> {
  const common = { node: process.versions.node, cores: String(availableParallelism()) };
  if (place.kind === 'sqlite') {
    const database = new DatabaseSync(':memory:');
    const { version } = database.prepare('SELECT sqlite_version() AS version').get() as { version: string };
    database.close();
    return { ...common, sqlite: version };
  }
  return { ...common, ...(place.kind === 'redis' ? await redisVersion(place.url) : await mongoVersion(place.url)) };
}

async function redisVersion(url: string): Promise<Readonly<Record<string, string>>> {
  const redis = new Redis(url);
  const version = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? 'unknown';
  redis.disconnect();
  return { redis: version };
}

async function mongoVersion(url: string): Promise<Readonly<Record<string, string>>> {
  const client = await new MongoClient(url).connect();
  const info = (await client.db('admin').command({ buildInfo: 1 })) as {
    readonly version: string;
    readonly ferretdb?: { readonly version?: string };
  };
  await client.close();
  return { mongodb: info.version, ...(info.ferretdb === undefined ? {} : { ferretdb: String(info.ferretdb.version) }) };
}
