import { createHash, randomUUID } from 'node:crypto';
import {
  type ArtifactData,
  type ArtifactInfo,
  type ArtifactOwner,
  ownerKey,
  ownerLabel,
  PayloadTooLargeError,
  StoreUnavailableError,
  WindrowError,
} from '@windrow/core';
import type { RedisConnection } from '../connection/redis-connection.js';
import type { ArtifactKeys } from './artifact-keys.js';
import { piecesOf } from './pieces-of.js';
import { SCRIPTS } from './scripts.js';
import { artifactInfo, CHUNK_BYTES } from './stored-artifact.js';

/** An upload whose source is slow is refreshed this often, far more often than gc's grace. */
const REFRESH_EVERY_MS = 60_000;

export interface UploadOptions {
  readonly maxBytes: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Writes chunks, then makes them the artifact in one step. Given up half-way, it leaves nothing; killed half-way, or when its connection
 * broke, what gc finds.
 */
export async function upload(
  connection: RedisConnection,
  keys: ArtifactKeys,
  owner: ArtifactOwner,
  name: string,
  data: ArtifactData,
  { maxBytes, signal }: UploadOptions,
): Promise<ArtifactInfo> {
  const what = `Artifact ${JSON.stringify(name)} of ${ownerLabel(owner)}`;
  if (data instanceof Uint8Array && data.byteLength > maxBytes) {
    throw new PayloadTooLargeError(what, data.byteLength, maxBytes);
  }
  const [id, label] = [randomUUID(), ownerKey(owner)];
  const hash = createHash('sha256');
  let [chunks, size] = [0, 0];
  let [removed, underWay] = [false, false];
  const wasRemoved = (): Error => {
    removed = true;
    return new StoreUnavailableError(connection.label, 'put', `${what} was removed while it was written`);
  };
  const refresh = async (begin: '1' | ''): Promise<void> => {
    const own = [keys.owners, keys.uploads(label)];
    const answer = await connection.run('put', SCRIPTS.upload, own, [label, id, chunks, size, begin]);
    if (answer !== '1') throw wasRemoved();
  };
  await refresh('1');
  // A refresh that fails is made up for by the next one, or by the next chunk, which tells what is wrong.
  const timer = setInterval(() => void refresh('').catch(() => {}), REFRESH_EVERY_MS).unref();
  try {
    for await (const piece of piecesOf(data, CHUNK_BYTES, signal)) {
      chunks += 1;
      size += piece.byteLength;
      if (size > maxBytes) throw new PayloadTooLargeError(what, size, maxBytes);
      hash.update(piece);
      await refresh('');
      underWay = true;
      await connection.command('put', 'SET', keys.chunk(id, chunks - 1), piece);
      underWay = false;
    }
    signal?.throwIfAborted();
    const sha256 = hash.digest('hex');
    const words = [label, id, name, size, sha256, chunks];
    const at = await connection.run('put', SCRIPTS.commit, keys.all(owner), words);
    if (at === '') throw wasRemoved();
    return artifactInfo(owner, name, { size, sha256, touchedAt: Number(at) });
  } catch (error) {
    // A chunk that was under way when the connection broke may still come. Then, and where this fails, it stays announced for gc.
    const words = [label, id, removed ? chunks : ''];
    const mayCome = underWay && WindrowError.is(error, 'STORE_UNAVAILABLE');
    if (!mayCome) await connection.run('put', SCRIPTS.abandon, keys.all(owner), words).catch(() => {});
    throw error;
  } finally {
    clearInterval(timer);
  }
}
