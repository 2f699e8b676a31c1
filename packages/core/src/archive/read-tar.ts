import type { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { WindrowError } from '@windrow/frame';
import { type Header, extract as startExtract } from 'tar-stream';

/** One entry of a tar file while it is read. */
export interface TarEntry {
  readonly header: Header;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * The entries of a tar file, one by one; what is left unread of one is skipped.
 *
 * @param fault makes the error for bytes that are no tar file, or no whole one
 */
export async function* tarEntries(
  source: AsyncIterable<Uint8Array>,
  fault: (reason: string, cause: Error) => Error,
): AsyncGenerator<TarEntry, void> {
  const extract = startExtract();
  const feeding = pipeline(Readable.from(source, { objectMode: false }), extract);
  // Its failure is seen by whoever reads too, and is told there.
  feeding.catch(() => {});
  try {
    for await (const entry of explained(extract, fault)) {
      yield { header: entry.header, bytes: explained(entry as AsyncIterable<Uint8Array>, fault) };
      entry.resume();
    }
  } finally {
    extract.destroy();
  }
}

async function* explained<T>(
  items: AsyncIterable<T>,
  fault: (reason: string, cause: Error) => Error,
): AsyncGenerator<T, void> {
  try {
    yield* items;
  } catch (error) {
    throw isTarFault(error) ? fault(error.message, error) : error;
  }
}

export async function* hashed(
  bytes: AsyncIterable<Uint8Array>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array, void> {
  for await (const piece of bytes) {
    hash.update(piece);
    yield piece;
  }
}

/** What tar-stream says of bytes that are no tar file, or no whole one. */
function isTarFault(error: unknown): error is Error {
  return (
    error instanceof Error && !WindrowError.is(error) && /tar|unexpected end|header|size mismatch/i.test(error.message)
  );
}
