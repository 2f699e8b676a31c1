import type { Data } from 'apache-arrow';
import { FileFormatError } from '../errors/file-errors.js';

/** Where the UTF-8 of each text of a chunk is. */
export interface TextCells {
  source(index: number): Uint8Array;
  start(index: number): number;
  end(index: number): number;
}

/** The texts of a chunk of type `Utf8` (32-bit offsets) or `LargeUtf8` (64-bit ones). */
export function offsetCells(chunk: Data): TextCells {
  const bytes = chunk.values as Uint8Array;
  const raw = chunk.valueOffsets as unknown as Int32Array | BigInt64Array;
  if (chunk.length > 0 && raw.length <= chunk.length) throw new FileFormatError('Arrow', 'a text column is cut short');
  const offsets = raw instanceof BigInt64Array ? toNumbers(raw) : raw;
  return {
    source: () => bytes,
    start: (index) => offsets[index] as number,
    end: (index) => offsets[index + 1] as number,
  };
}

const viewBytes = 16;
const inlineBytes = 12;

/** The texts of a chunk of type `Utf8View`: up to twelve bytes lie in the view, longer ones in a buffer beside it. */
export function viewCells(chunk: Data): TextCells {
  const views = chunk.values as Uint8Array;
  if (views.byteLength < viewBytes * chunk.length) throw new FileFormatError('Arrow', 'a text column is cut short');
  const data = new DataView(views.buffer, views.byteOffset, views.byteLength);
  const sizeOf = (index: number): number => data.getInt32(viewBytes * index, true);
  const isInline = (index: number): boolean => sizeOf(index) <= inlineBytes;
  const startOf = (index: number): number =>
    isInline(index) ? viewBytes * index + 4 : data.getInt32(viewBytes * index + 12, true);
  return {
    source: (index) =>
      isInline(index) ? views : (chunk.variadicBuffers[data.getInt32(viewBytes * index + 8, true)] as Uint8Array),
    start: startOf,
    end: (index) => startOf(index) + sizeOf(index),
  };
}

function toNumbers(offsets: BigInt64Array): Float64Array {
  const words = new Int32Array(offsets.buffer, offsets.byteOffset, 2 * offsets.length);
  const numbers = new Float64Array(offsets.length);
  for (let index = 0; index < numbers.length; index++) {
    numbers[index] = (words[2 * index + 1] as number) * 2 ** 32 + ((words[2 * index] as number) >>> 0);
  }
  return numbers;
}
