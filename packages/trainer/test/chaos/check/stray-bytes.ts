import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import type { Place } from '../store/open-place.js';

/**
 * What lies where artifacts lie and belongs to none, seen past the store's own listing: files beside the artifacts' own, chunks of no
 * artifact. Empty when nothing does. To be called after gc, when nobody works any more.
 */
export async function strayBytes(place: Place): Promise<readonly string[]> {
  if (place.kind === 'sqlite') return strayFiles(join(place.directory, 'artifacts'));
  return place.kind === 'redis' ? strayChunks(place.url, place.name) : strayGridFiles(place.url, place.name);
}

async function strayFiles(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const known = new Set(files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -'.json'.length)));
  const strays = files.filter((file) => !file.endsWith('.json') && !known.has(file.replace(/\.[^./]+\.data$/, '')));
  // An upload that died before it had said whose it is goes with the listing of owners, a day later.
  return strays.filter(
    (file) =>
      !file.endsWith('.part') ||
      !/-[0-9a-f]{32}$/.test(dirname(file)) ||
      files.includes(join(dirname(file), 'owner.json')),
  );
}

async function strayChunks(url: string, prefix: string): Promise<readonly string[]> {
  const redis = new Redis(url);
  try {
    const used = new Set<string>();
    for await (const keys of redis.scanStream({ match: `{${prefix}::artifacts}:of:*` })) {
      for (const key of keys as readonly string[]) {
        // "touched data chunks size hash", see parseArtifact of the store.
        for (const text of await redis.hvals(key)) used.add(text.split(' ')[1] ?? '');
      }
    }
    const strays: string[] = [];
    for await (const keys of redis.scanStream({ match: `{${prefix}::chunks:*`, count: 1_000 })) {
      for (const key of keys as readonly string[]) {
        const data = /::chunks:([^}]+)\}/.exec(key)?.[1] ?? '';
        // One with an end was given up, and stays a minute for readers.
        if (!used.has(data) && (await redis.pttl(key)) < 0) strays.push(key);
      }
    }
    return strays;
  } finally {
    redis.disconnect();
  }
}

async function strayGridFiles(url: string, database: string): Promise<readonly string[]> {
  const client = await new MongoClient(url).connect();
  try {
    const db = client.db(database);
    const used = new Set((await db.collection('artifacts').distinct('file')).map(String));
    const files = await db.collection('artifact_bytes.files').distinct('_id');
    const chunks = await db.collection('artifact_bytes.chunks').distinct('files_id');
    return [...new Set([...files, ...chunks].map(String))]
      .filter((id) => !used.has(id))
      .map((id) => `GridFS file ${id}`);
  } finally {
    await client.close();
  }
}
