import type { ArtifactLeftovers } from '@windrow/core';
import type { ObjectId } from 'mongodb';
import type { ArtifactFiles } from './artifact-files.js';

/**
 * Removes uploads of an owner that nobody has refreshed since, and bytes that were replaced by one that died before it could drop them.
 * An upload that died right after it was published is an artifact: only its announcement goes, last of all, so that whoever dies here
 * leaves what is found again.
 */
export async function removeLeftovers(
  files: ArtifactFiles,
  owner: string,
  before: number,
  dryRun: boolean,
): Promise<ArtifactLeftovers> {
  const dead = { owner, upload: true, touchedAt: { $lt: before } };
  const uploads = (await files.artifacts.find(dead, { projection: { file: 1 } }).toArray()).map(({ file }) => file);
  if (uploads.length === 0) return { count: 0, bytes: 0 };
  const which = { owner, upload: true, file: { $in: uploads } };
  // From here on one that lives after all cannot end: what it publishes it takes back.
  if (!dryRun) await files.artifacts.updateMany(which, { $set: { removed: true } });
  const published = await files.artifacts.find({ owner, upload: false }).toArray();
  const kept = new Set(published.map(({ file }) => file.toHexString()));
  const replaced = published.flatMap(({ previous }): readonly ObjectId[] => previous ?? []);
  const gone = [...uploads, ...replaced].filter((file) => !kept.has(file.toHexString()));
  const bytes = await files.bytesOf(gone);
  if (!dryRun) {
    await files.drop(gone);
    await files.artifacts.deleteMany(which);
  }
  return { count: uploads.length, bytes };
}
