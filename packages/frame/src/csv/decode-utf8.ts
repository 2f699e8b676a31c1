import { isAscii } from 'node:buffer';
import { FileFormatError } from '../errors/file-errors.js';

/** Pieces of text from pieces of UTF-8, refusing bytes that are not. */
export async function* decodeUtf8(pieces: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let mayHoldBytes = false;
  let offset = 0;
  for await (const piece of pieces) {
    const ascii = isAscii(piece);
    // ASCII needs no decoder, unless the last piece ended within a character.
    yield ascii && !mayHoldBytes
      ? piece.toString('latin1')
      : decode(() => decoder.decode(piece, { stream: true }), offset);
    mayHoldBytes = !ascii;
    offset += piece.length;
  }
  yield decode(() => decoder.decode(), offset);
}

function decode(run: () => string, offset: number): string {
  try {
    return run();
  } catch (error) {
    throw new FileFormatError('CSV', `it is not UTF-8 near byte ${offset}; convert it first`, { cause: error });
  }
}
