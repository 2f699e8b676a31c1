import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../cli-errors.js';
import { type ConfirmOptions, confirmed } from '../confirm.js';

/** Whether the file may be written: its directory is there, and nothing is replaced unasked. @throws UsageError */
export async function mayWrite(file: string, options: ConfirmOptions): Promise<boolean> {
  const path = resolve(file);
  if (!existsSync(dirname(path))) throw new UsageError(`There is no directory ${dirname(path)}. Make it first.`);
  if (!existsSync(path)) return true;
  if (!(await stat(path)).isFile()) throw new UsageError(`${file} is there and is no file. Choose another name.`);
  return confirmed(`Replace ${file}?`, options);
}

/**
 * Writes a file whole or not at all: the bytes go to a file beside it, are flushed to disk, and take its name at the end.
 *
 * @returns its size, bytes
 */
export async function saveFile(
  file: string,
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  onBytes: (written: number) => void = () => {},
): Promise<number> {
  const path = resolve(file);
  const part = join(dirname(path), `.${basename(path)}.${randomUUID()}.part`);
  let written = 0;
  try {
    const handle = await open(part, 'wx');
    try {
      for await (const piece of bytes) {
        signal.throwIfAborted();
        await handle.writeFile(piece);
        written += piece.byteLength;
        onBytes(written);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, path);
    return written;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
