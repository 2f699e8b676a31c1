import type { ArtifactInfo, ArtifactOwner } from '@windrow/core';
import type { ObjectId } from 'mongodb';

/** An artifact, or an upload under way, of which `gc` has to know. The bytes lie in GridFS under `file`. */
export interface ArtifactDoc {
  /** One text for one owner. */
  readonly owner: string;
  readonly ownedBy: ArtifactOwner;
  /** Of an upload `/<file>`, which no artifact can be named. */
  readonly name: string;
  readonly upload: boolean;
  readonly file: ObjectId;
  /** Of an upload that was taken for dead and is about to go. */
  readonly removed?: boolean;
  /** Bytes that these replaced and that have not been dropped yet. */
  readonly previous?: readonly ObjectId[];
  readonly size: number;
  readonly sha256: string;
  readonly touchedAt: number;
}

export function artifactInfo({ ownedBy, name, size, sha256, touchedAt }: ArtifactDoc): ArtifactInfo {
  return { owner: ownedBy, name, size, sha256, touchedAt };
}
