import { isUtf8 } from 'node:buffer';
import { FileFormatError } from '../errors/file-errors.js';
import type { TextCells } from './text-cells.js';

/**
 * Writes the code of each text into `codes` from `firstRow` on. Bytes are compared with those of the text before and of the one that
 * followed it last time; only what is neither is decoded and given to `encode`.
 */
export function encodeText(
  cells: TextCells,
  length: number,
  codes: Int32Array,
  firstRow: number,
  encode: (text: string, row: number) => number,
): void {
  const known: (Uint8Array | undefined)[] = [];
  const successors: number[] = [];
  let code = -1;
  for (let index = 0; index < length; index++) {
    const source = cells.source(index);
    const start = cells.start(index);
    const end = cells.end(index);
    if (code === -1 || !isAt(known[code], source, start, end)) {
      let next = code === -1 ? -1 : (successors[code] ?? -1);
      if (next === -1 || !isAt(known[next], source, start, end)) {
        const bytes = source.subarray(start, end);
        next = encode(decode(bytes, firstRow + index), firstRow + index);
        known[next] = bytes;
        if (code !== -1) successors[code] = next;
      }
      code = next;
    }
    codes[firstRow + index] = code;
  }
}

function decode(bytes: Uint8Array, row: number): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  // What is not UTF-8 became U+FFFD, which may also be what was written.
  if (text.includes('\ufffd') && !isUtf8(bytes)) {
    throw new FileFormatError('Arrow', `row ${row + 1} has a text that is not valid UTF-8`);
  }
  return text;
}

function isAt(text: Uint8Array | undefined, source: Uint8Array, start: number, end: number): boolean {
  if (text === undefined || text.length !== end - start) return false;
  for (let at = 0; at < text.length; at++) if (text[at] !== source[start + at]) return false;
  return true;
}
