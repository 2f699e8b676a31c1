import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { InvalidArgumentError } from '../errors/task-errors.js';

export interface LocalFile {
  readonly path: string;
  /** Below the place that was named, with `/`. */
  readonly name: string;
}

/**
 * A file, or all files below a directory, by name. Links are not followed, so nothing outside the directory is taken.
 *
 * @throws InvalidArgumentError when there is no such file
 */
export async function localFiles(path: string): Promise<readonly LocalFile[]> {
  const found = await stat(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  if (!found.isDirectory()) return [{ path, name: basename(path) }];
  return filesBelow(path, basename(path));
}

/** The bytes of a file, from the start each time it is called. @throws InvalidArgumentError */
export async function* fileBytes(path: string): AsyncGenerator<Uint8Array, void> {
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 256 * 1024 })) yield piece as Uint8Array;
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** Writes a file that appears under its name when it is whole. */
export async function writeFileWhole(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const partial = `${path}.${randomUUID()}.partial`;
  try {
    await pipeline(bytes, createWriteStream(partial, { flags: 'wx' }));
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function filesBelow(directory: string, name: string): Promise<readonly LocalFile[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const found: LocalFile[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const below = { path: join(directory, entry.name), name: `${name}/${entry.name}` };
    if (entry.isDirectory()) found.push(...(await filesBelow(below.path, below.name)));
    else if (entry.isFile()) found.push(below);
  }
  return found;
}

function unreadable(path: string, cause: unknown): InvalidArgumentError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new InvalidArgumentError('logArtifact.localPath', `${JSON.stringify(path)} cannot be read (${reason}).`);
}
