import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { UsageError } from '../cli-errors.js';

export interface ReadableFile {
  readonly size: number;
  /** The bytes from the beginning, each time; `onBytes` is told how many were read of this reading. */
  bytes(signal: AbortSignal, onBytes?: (read: number) => void): AsyncIterable<Uint8Array>;
}

/** A file that can be read, and read again. @throws UsageError */
export async function readableFile(file: string): Promise<ReadableFile> {
  const found = await stat(file).catch((cause: NodeJS.ErrnoException) => {
    throw new UsageError(
      `${file} cannot be read: ${cause.code === 'ENOENT' ? 'there is no such file' : cause.message}`,
    );
  });
  if (!found.isFile()) throw new UsageError(`${file} is no file.`);
  return {
    size: found.size,
    async *bytes(signal, onBytes) {
      let read = 0;
      for await (const piece of createReadStream(file, { highWaterMark: 256 * 1024 })) {
        signal.throwIfAborted();
        yield piece as Uint8Array;
        read += (piece as Uint8Array).byteLength;
        onBytes?.(read);
      }
    },
  };
}
