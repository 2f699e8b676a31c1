import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactLeftovers, ArtifactOwner } from '@windrow/core';
import { readMeta } from './artifact-meta.js';
import { DATA_ENDING, META_ENDING, OWNER_FILE, UPLOAD_ENDING } from './artifact-paths.js';
import { namesIn, sizeAndTime } from './owner-listing.js';

/**
 * Files of an owner that belong to no artifact and that nobody has touched since: uploads that died, bytes whose meta file was never
 * written, bytes that were replaced and not removed. What points at bytes is read just before they go.
 */
export async function removeLeftovers(
  directory: string,
  owner: ArtifactOwner,
  before: number,
  dryRun: boolean,
): Promise<ArtifactLeftovers> {
  let [count, bytes] = [0, 0];
  for (const name of await namesIn(directory)) {
    if (name === OWNER_FILE || (!name.endsWith(UPLOAD_ENDING) && !name.endsWith(DATA_ENDING))) continue;
    const path = join(directory, name);
    const file = await sizeAndTime(path);
    if (file === undefined || file.touchedAt >= before) continue;
    if (name.endsWith(DATA_ENDING) && (await isPointedAt(directory, owner, name))) continue;
    if (!dryRun) await rm(path, { force: true });
    count += 1;
    bytes += file.size;
  }
  return { count, bytes };
}

async function isPointedAt(directory: string, owner: ArtifactOwner, data: string): Promise<boolean> {
  const meta = data.replace(/\.[^.]+\.data$/, META_ENDING);
  return (await readMeta(join(directory, meta), owner, meta))?.file === data;
}
