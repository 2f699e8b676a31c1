import { createHash } from 'node:crypto';
import { ArtifactCorruptError, type ArtifactOwner, InvalidArgumentError, ownerLabel } from '@windrow/core';
import type { StoredArtifact } from './owner-shelf.js';

const PIECE_BYTES = 256 * 1024;

/** The artifact as it was when reading began, in pieces that are copies. A full read is checked against its hash at the end. */
export async function* readPieces(
  owner: ArtifactOwner,
  open: () => StoredArtifact,
  range: { readonly start: number; readonly end: number } | undefined,
): AsyncGenerator<Uint8Array, void> {
  if (range !== undefined && !(range.start >= 0 && range.end >= range.start)) {
    throw new InvalidArgumentError('get.range', `runs from ${range.start} to ${range.end}; give 0 ≤ start ≤ end.`);
  }
  const { name, bytes, sha256 } = open();
  const start = range?.start ?? 0;
  const end = Math.min(range?.end ?? bytes.byteLength, bytes.byteLength);
  const hash = range === undefined ? createHash('sha256') : undefined;
  for (let at = start; at < end; at += PIECE_BYTES) {
    const piece = bytes.slice(at, Math.min(at + PIECE_BYTES, end));
    hash?.update(piece);
    yield piece;
  }
  if (hash !== undefined && hash.digest('hex') !== sha256) {
    throw new ArtifactCorruptError(ownerLabel(owner), name, 'its SHA-256 differs from the stored one');
  }
}
