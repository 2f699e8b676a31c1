import type { ArtifactInfo, ArtifactOwner } from '@windrow/core';

/** Bytes of one chunk. */
export const CHUNK_BYTES: number = 256 * 1024;

export interface StoredArtifact {
  readonly touchedAt: number;
  /** Names the chunks. */
  readonly data: string;
  readonly chunks: number;
  readonly size: number;
  readonly sha256: string;
}

/** As the scripts write it: `touchedAt data chunks size sha256`. */
export function parseArtifact(text: string): StoredArtifact {
  const [touchedAt, data = '', chunks, size, sha256 = ''] = text.split(' ');
  return { touchedAt: Number(touchedAt), data, chunks: Number(chunks), size: Number(size), sha256 };
}

/** As the scripts write it: `touchedAt chunks bytes`. */
export function parseUpload(text: string): { readonly touchedAt: number; readonly bytes: number } {
  const [touchedAt, , bytes] = text.split(' ');
  return { touchedAt: Number(touchedAt), bytes: Number(bytes) };
}

export function artifactInfo(
  owner: ArtifactOwner,
  name: string,
  { size, sha256, touchedAt }: Omit<StoredArtifact, 'data' | 'chunks'>,
): ArtifactInfo {
  return Object.freeze({ owner: Object.freeze({ ...owner }), name, size, sha256, touchedAt });
}
