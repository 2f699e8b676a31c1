import type { RedisConnection } from '../connection/redis-connection.js';
import { SCRIPTS } from './scripts.js';

/** A hash as read: values by name, as bytes. Empty where there is none. */
export type Hash = ReadonlyMap<string, Buffer>;

const MOST_PER_RUN = 250;

/** Hashes in the order of their keys. */
export async function readHashes(
  connection: RedisConnection,
  operation: string,
  keys: readonly string[],
): Promise<readonly Hash[]> {
  const hashes: Hash[] = [];
  for (let from = 0; from < keys.length; from += MOST_PER_RUN) {
    const part = keys.slice(from, from + MOST_PER_RUN);
    const answer = (await connection.runBytes(
      operation,
      SCRIPTS.readHashes,
      part,
      [],
    )) as readonly (readonly Buffer[])[];
    for (const flat of answer) {
      const hash = new Map<string, Buffer>();
      for (let i = 0; i < flat.length; i += 2) hash.set(String(flat[i]), flat[i + 1] as Buffer);
      hashes.push(hash);
    }
  }
  return hashes;
}
