import { createHash } from 'node:crypto';
import { ArtifactCorruptError, type ArtifactOwner, InvalidArgumentError, ownerLabel } from '@windrow/core';
import type { RedisConnection } from '../connection/redis-connection.js';
import type { ArtifactKeys } from './artifact-keys.js';
import { CHUNK_BYTES, type StoredArtifact } from './stored-artifact.js';

/** The artifact as it was when reading began, in pieces. A full read is checked against size and hash at its end. */
export async function* readChunks(
  connection: RedisConnection,
  keys: ArtifactKeys,
  owner: ArtifactOwner,
  name: string,
  open: () => Promise<StoredArtifact>,
  range: { readonly start: number; readonly end: number } | undefined,
): AsyncGenerator<Uint8Array, void> {
  if (range !== undefined && !(range.start >= 0 && range.end >= range.start)) {
    throw new InvalidArgumentError('get.range', `runs from ${range.start} to ${range.end}; give 0 ≤ start ≤ end.`);
  }
  const { data, size, sha256 } = await open();
  const start = range?.start ?? 0;
  const end = Math.min(range?.end ?? size, size);
  const damaged = (reason: string): ArtifactCorruptError => new ArtifactCorruptError(ownerLabel(owner), name, reason);
  const hash = range === undefined ? createHash('sha256') : undefined;
  for (let at = start; at < end; ) {
    const number = Math.floor(at / CHUNK_BYTES);
    const chunk = (await connection.commandBytes('get', 'GET', keys.chunk(data, number))) as Buffer | null;
    const expected = Math.min(CHUNK_BYTES, size - number * CHUNK_BYTES);
    if (chunk?.byteLength !== expected) {
      throw damaged(chunk === null ? `chunk ${number} is not there` : `chunk ${number} has ${chunk?.byteLength} bytes`);
    }
    const piece = chunk.subarray(at - number * CHUNK_BYTES, Math.min(end - number * CHUNK_BYTES, expected));
    hash?.update(piece);
    at += piece.byteLength;
    yield new Uint8Array(piece);
  }
  if (hash !== undefined && hash.digest('hex') !== sha256) throw damaged('its SHA-256 differs from the stored one');
}
