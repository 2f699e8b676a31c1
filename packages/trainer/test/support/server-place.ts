import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import type { Place } from '../chaos/store/open-place.js';

/** A place on a server that no other test uses, and how to be rid of what is kept there. */
export interface ServerPlace {
  readonly place: Place;
  remove(): Promise<void>;
}

export function serverPlace(kind: 'mongo' | 'redis', url: string): ServerPlace {
  const name = `trainers-${randomUUID().slice(0, 8)}`;
  return { place: { kind, url, name }, remove: () => (kind === 'mongo' ? dropDatabase : deleteKeys)(url, name) };
}

async function dropDatabase(url: string, name: string): Promise<void> {
  const client = new MongoClient(url);
  try {
    await client.db(name).dropDatabase();
  } finally {
    await client.close();
  }
}

async function deleteKeys(url: string, name: string): Promise<void> {
  const client = new Redis(url);
  try {
    for await (const keys of client.scanStream({ match: `*${name}:*`, count: 1_000 })) {
      if ((keys as string[]).length > 0) await client.unlink(...(keys as string[]));
    }
  } finally {
    client.disconnect();
  }
}
