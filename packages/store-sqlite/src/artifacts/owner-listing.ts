import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ArtifactOwnerPage, InvalidArgumentError } from '@windrow/core';
import { readOwner } from './artifact-meta.js';
import { DATA_ENDING, isShard, META_ENDING, OWNER_FILE, UPLOAD_ENDING } from './artifact-paths.js';
import { isMissing } from './file-error.js';

/** Files that nothing points at are taken away when nobody has touched them for this long. */
export const LEFTOVER_MS: number = 24 * 3_600_000;

type OwnerSummary = ArtifactOwnerPage['owners'][number];

/** A page of the owners that have artifacts or unfinished uploads, by the names of their directories. */
export async function listOwners(
  root: string,
  limit: number,
  cursor: string | undefined,
  now: number,
): Promise<ArtifactOwnerPage> {
  const [fromShard = '', fromOwner = ''] = parseCursor(cursor);
  const owners: OwnerSummary[] = [];
  let last = '';
  for (const shard of await namesIn(root)) {
    if (!isShard(shard) || shard < fromShard) continue;
    for (const name of await namesIn(join(root, shard))) {
      if (shard === fromShard && name <= fromOwner) continue;
      const summary = await summarize(join(root, shard, name), now);
      if (summary === undefined) continue;
      if (owners.length === limit) return { owners, cursor: last };
      owners.push(summary);
      last = `${shard}/${name}`;
    }
  }
  return { owners };
}

async function summarize(directory: string, now: number): Promise<OwnerSummary | undefined> {
  const owner = await readOwner(directory);
  if (owner === undefined) {
    await sweepOwnerless(directory, now);
    return undefined;
  }
  const files = new Map<string, { readonly size: number; readonly touchedAt: number }>();
  for (const name of await namesIn(directory)) {
    const found = await sizeAndTime(join(directory, name));
    if (name !== OWNER_FILE && found !== undefined) files.set(name, found);
  }
  let bytes = 0;
  let touchedAt = Number.NEGATIVE_INFINITY;
  for (const [name, file] of files) {
    if (isLeftover(name, files, file.touchedAt, now)) {
      await rm(join(directory, name), { force: true });
      continue;
    }
    if (!name.endsWith(META_ENDING)) bytes += file.size;
    // The time of finished bytes is that of their meta file, where that was written.
    if (!name.endsWith(DATA_ENDING) || !files.has(metaOf(name))) touchedAt = Math.max(touchedAt, file.touchedAt);
  }
  return touchedAt === Number.NEGATIVE_INFINITY ? undefined : { owner, touchedAt, bytes };
}

/** What a first upload left that died before it had said whose the directory is. */
async function sweepOwnerless(directory: string, now: number): Promise<void> {
  const old = async (path: string): Promise<boolean> =>
    ((await sizeAndTime(path))?.touchedAt ?? now) <= now - LEFTOVER_MS;
  if (!(await old(directory))) return;
  for (const name of await namesIn(directory)) if (!(await old(join(directory, name)))) return;
  await rm(directory, { recursive: true, force: true });
}

/** An upload that died, or bytes without their meta file. Bytes that were replaced and not removed go with their artifact. */
function isLeftover(name: string, files: ReadonlyMap<string, unknown>, touchedAt: number, now: number): boolean {
  if (touchedAt > now - LEFTOVER_MS) return false;
  if (name.endsWith(UPLOAD_ENDING)) return true;
  return name.endsWith(DATA_ENDING) && !files.has(metaOf(name));
}

function metaOf(data: string): string {
  return data.replace(/\.[^.]+\.data$/, META_ENDING);
}

export async function sizeAndTime(
  path: string,
): Promise<{ readonly size: number; readonly touchedAt: number } | undefined> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { size, touchedAt: Math.round(mtimeMs) };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Sorted; none where there is no directory. */
export async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return (await readdir(directory)).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function parseCursor(cursor: string | undefined): readonly string[] {
  if (cursor === undefined) return [];
  if (!/^[0-9a-f]{2}\/[a-z0-9-]+$/.test(cursor)) {
    throw new InvalidArgumentError('cursor', `${JSON.stringify(cursor)} was not returned by this store.`);
  }
  return cursor.split('/');
}
