import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { ArtifactCorruptError, ArtifactMissingError, type ArtifactOwner, ownerLabel } from '@windrow/core';
import { type FoundMeta, metaPath, readMeta } from './artifact-meta.js';
import { artifactBase } from './artifact-paths.js';
import { isMissing } from './file-error.js';

const PIECE_BYTES = 256 * 1024;
/** How often an artifact may be replaced between finding and opening it before something must be wrong. */
const OPEN_ATTEMPTS = 20;

export interface ByteRange {
  /** Inclusive. */
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/**
 * The bytes as they were when reading began, in pieces. A full read is checked against size and hash at its end.
 *
 * @throws ArtifactMissingError before the first piece, ArtifactCorruptError after the last
 */
export async function* readPieces(
  directory: string,
  owner: ArtifactOwner,
  name: string,
  range: ByteRange | undefined,
): AsyncGenerator<Uint8Array, void> {
  const { meta, file } = await openArtifact(directory, owner, name);
  try {
    const end = Math.min(range?.end ?? meta.size, meta.size);
    const hash = range === undefined ? createHash('sha256') : undefined;
    let at = range?.start ?? 0;
    while (at < end) {
      const piece = new Uint8Array(Math.min(PIECE_BYTES, end - at));
      const { bytesRead } = await file.read(piece, 0, piece.length, at);
      if (bytesRead === 0) throw corrupt(owner, name, `it ends after ${at} of ${meta.size} bytes`);
      at += bytesRead;
      const read = piece.subarray(0, bytesRead);
      hash?.update(read);
      yield read;
    }
    if (hash === undefined) return;
    const { size } = await file.stat();
    if (size !== meta.size) throw corrupt(owner, name, `it has ${size} bytes instead of ${meta.size}`);
    if (hash.digest('hex') !== meta.sha256) throw corrupt(owner, name, 'its SHA-256 differs from the stored one');
  } finally {
    await file.close();
  }
}

async function openArtifact(
  directory: string,
  owner: ArtifactOwner,
  name: string,
): Promise<{ readonly meta: FoundMeta; readonly file: FileHandle }> {
  const path = metaPath(directory, artifactBase(name));
  for (let attempt = 1; ; attempt += 1) {
    const meta = await readMeta(path, owner, name);
    if (meta === undefined) throw new ArtifactMissingError(ownerLabel(owner), name);
    try {
      return { meta, file: await open(join(directory, meta.file), 'r') };
    } catch (error) {
      // Replaced in between: the next look finds the new bytes.
      if (!isMissing(error)) throw error;
      if (attempt === OPEN_ATTEMPTS) throw corrupt(owner, name, 'its bytes are gone');
    }
  }
}

function corrupt(owner: ArtifactOwner, name: string, reason: string): ArtifactCorruptError {
  return new ArtifactCorruptError(ownerLabel(owner), name, reason);
}
