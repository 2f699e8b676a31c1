import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';

/** Writes a file from pieces, whole or not at all: it appears under its name, replacing another, when the last piece is on it. */
export async function writeFileWhole(
  path: string,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  const unfinished = `${path}.${randomUUID()}.tmp`;
  const file = await open(unfinished, 'wx');
  try {
    try {
      for await (const piece of pieces) {
        let written = 0;
        while (written < piece.byteLength) {
          const { bytesWritten } = await file.write(piece, written, Math.min(piece.byteLength - written, 1 << 30));
          written += bytesWritten;
        }
      }
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
