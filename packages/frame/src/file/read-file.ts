import { open } from 'node:fs/promises';
import { FileFormatError } from '../errors/file-errors.js';

// One read of the whole file is bound by one core copying pages; a few at once use what the machine has.
const readers = 4;
const leastBytesPerReader = 8 * 1024 * 1024;
const mostBytesPerRead = 1024 * 1024 * 1024;

/** The bytes of a file in one buffer of its own, aligned, so that typed arrays can be views of it and be moved to a thread. */
export async function readFileBytes(path: string, format: 'Arrow' | 'Parquet'): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const bytes = new Uint8Array(allocate(size, format));
    const share = Math.min(mostBytesPerRead, Math.max(leastBytesPerReader, Math.ceil(size / readers)));
    const starts = Array.from({ length: Math.ceil(size / share) }, (_, part) => part * share);
    const counts = await Promise.all(
      starts.map(async (start) => {
        const end = Math.min(start + share, size);
        let position = start;
        while (position < end) {
          const { bytesRead } = await file.read(bytes, position, end - position, position);
          if (bytesRead === 0) break;
          position += bytesRead;
        }
        return position - start;
      }),
    );
    const total = counts.reduce((sum, count) => sum + count, 0);
    if (total < size)
      throw new FileFormatError(format, `it became shorter while it was read, ${total} of ${size} bytes`);
    return bytes;
  } finally {
    await file.close();
  }
}

function allocate(size: number, format: 'Arrow' | 'Parquet'): ArrayBuffer {
  try {
    return new ArrayBuffer(size);
  } catch (error) {
    throw new FileFormatError(format, `its ${size} bytes do not fit one buffer; split it by time`, { cause: error });
  }
}
