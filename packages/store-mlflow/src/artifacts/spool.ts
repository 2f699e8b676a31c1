import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArtifactData } from '@windrow/core';
import type { IdleLimit } from '../connection/idle-limit.js';

/** What is larger waits on disk. */
const IN_MEMORY_BYTES = 1_048_576;
const PIECE_BYTES = 262_144;

/** All bytes of an artifact, before any is sent: their number and hash are known, and they can be sent again. */
export interface Spool {
  readonly size: number;
  readonly sha256: string;
  body(limit: IdleLimit): NonNullable<RequestInit['body']>;
  dispose(): Promise<void>;
}

/**
 * Takes everything from a source. `each` is called before each piece is kept, and may throw.
 *
 * @throws what the source throws; then nothing is left
 */
export async function spool(data: ArtifactData, each: (size: number) => Promise<void> | void): Promise<Spool> {
  const hash = createHash('sha256');
  const path = join(tmpdir(), `windrow-upload-${randomUUID()}`);
  let held: Uint8Array[] = [];
  let file: FileHandle | undefined;
  let size = 0;
  const dispose = async (): Promise<void> => {
    if (file !== undefined) await rm(path, { force: true });
  };
  try {
    for await (const piece of piecesOf(data)) {
      size += piece.byteLength;
      await each(size);
      hash.update(piece);
      // A copy: the source may use its buffer again.
      held.push(Uint8Array.from(piece));
      if (size <= IN_MEMORY_BYTES) continue;
      file ??= await open(path, 'wx', 0o600);
      await file.writev(held);
      held = [];
    }
    await file?.close();
  } catch (error) {
    await file?.close().catch(() => {});
    await dispose();
    throw error;
  }
  const source = file === undefined ? () => held : () => createReadStream(path, { highWaterMark: PIECE_BYTES });
  return {
    size,
    sha256: hash.digest('hex'),
    dispose,
    body: (limit) => ReadableStream.from(refreshing(source(), limit)),
  };
}

async function* refreshing(
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  limit: IdleLimit,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const piece of pieces) {
    limit.refresh();
    if (piece.byteLength > 0) yield piece;
  }
}

async function* piecesOf(data: ArtifactData): AsyncGenerator<Uint8Array, void, undefined> {
  if (!(data instanceof Uint8Array)) yield* data;
  else for (let at = 0; at < data.byteLength; at += PIECE_BYTES) yield data.subarray(at, at + PIECE_BYTES);
}
