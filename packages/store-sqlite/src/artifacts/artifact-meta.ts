import { open, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ArtifactCorruptError, type ArtifactInfo, type ArtifactOwner, ownerLabel } from '@windrow/core';
import { META_ENDING, OWNER_FILE } from './artifact-paths.js';
import { isMissing } from './file-error.js';

/** What is stored beside an artifact's bytes. Its file is the artifact: putting it in place switches readers over at once. */
export interface ArtifactMeta {
  readonly owner: ArtifactOwner;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  /** The file with the bytes, in the same directory. */
  readonly file: string;
}

export interface FoundMeta extends ArtifactMeta {
  readonly touchedAt: number;
}

export function metaPath(directory: string, base: string): string {
  return join(directory, base + META_ENDING);
}

/** `undefined` when it is not there. @throws ArtifactCorruptError */
export async function readMeta(path: string, owner: ArtifactOwner, name: string): Promise<FoundMeta | undefined> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  try {
    const { mtimeMs } = await file.stat();
    const meta = parse(await file.readFile('utf8'));
    if (meta === undefined) {
      throw new ArtifactCorruptError(ownerLabel(owner), name, `what is stored about it in ${path} cannot be read`);
    }
    return { ...meta, touchedAt: Math.round(mtimeMs) };
  } finally {
    await file.close();
  }
}

export function infoOf({ owner, name, size, sha256, touchedAt }: FoundMeta): ArtifactInfo {
  return { owner, name, size, sha256, touchedAt };
}

/** Who the directory belongs to; `undefined` when nobody has said so. */
export async function readOwner(directory: string): Promise<ArtifactOwner | undefined> {
  try {
    const file = await open(join(directory, OWNER_FILE), 'r');
    try {
      return JSON.parse(await file.readFile('utf8')) as ArtifactOwner;
    } finally {
      await file.close();
    }
  } catch (error) {
    // Cut off while it was written: the next put writes it again.
    if (isMissing(error) || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Says who the directory belongs to. All who write this write the same. */
export async function writeOwner(directory: string, owner: ArtifactOwner, temporary: string): Promise<void> {
  const path = join(directory, temporary);
  await writeFile(path, JSON.stringify(owner), { flush: true });
  await rename(path, join(directory, OWNER_FILE));
}

function parse(text: string): ArtifactMeta | undefined {
  try {
    const meta = JSON.parse(text) as Partial<ArtifactMeta>;
    const { size, sha256, file, name, owner } = meta;
    const sound =
      typeof size === 'number' && typeof sha256 === 'string' && typeof file === 'string' && typeof name === 'string';
    return sound && owner !== undefined ? (meta as ArtifactMeta) : undefined;
  } catch {
    return undefined;
  }
}
