import type { ArtifactOwner, ArtifactStore } from '../store/artifact-store.js';

/** All bytes of an artifact, checked by the store. @throws ArtifactMissingError, ArtifactCorruptError */
export async function readArtifact(artifacts: ArtifactStore, owner: ArtifactOwner, name: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of artifacts.get(owner, name)) pieces.push(piece);
  const only = pieces[0];
  return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces);
}
