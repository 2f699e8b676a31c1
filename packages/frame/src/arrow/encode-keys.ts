import type { Data } from 'apache-arrow';
import { FileFormatError } from '../errors/file-errors.js';
import { ColumnTypeError } from '../errors/frame-value-errors.js';
import { encodeInt64 } from './encode-int64.js';
import { encodeText } from './encode-text.js';
import type { Arrow } from './load-arrow.js';
import { refuseNulls } from './nulls.js';
import { offsetCells, viewCells } from './text-cells.js';

/** How the entries of a key column become codes. */
export interface KeyReader {
  readonly column: 'time' | 'instrument';
  readonly name: string;
  readonly fromText: (text: string, row: number) => number;
  /** How to read a 64-bit integer of this type; `undefined` when it cannot be such a key. */
  readonly fromInt64: (type: Data['type']) => ((value: bigint, row: number) => number) | undefined;
  readonly expected: string;
}

/** Writes the provisional code of each entry of a chunk into `codes` from `firstRow` on. */
export function encodeChunk(arrow: Arrow, chunk: Data, codes: Int32Array, firstRow: number, reader: KeyReader): void {
  const { DataType } = arrow;
  refuseNulls(chunk, reader.column, firstRow);
  if (DataType.isDictionary(chunk.type)) {
    encodeDictionary(arrow, chunk, codes, firstRow, reader);
  } else if (DataType.isUtf8(chunk.type) || DataType.isLargeUtf8(chunk.type)) {
    encodeText(offsetCells(chunk), chunk.length, codes, firstRow, reader.fromText);
  } else if (DataType.isUtf8View(chunk.type)) {
    encodeText(viewCells(chunk), chunk.length, codes, firstRow, reader.fromText);
  } else {
    const encode = reader.fromInt64(chunk.type);
    if (encode === undefined) throw new ColumnTypeError(reader.name, String(chunk.type), reader.expected);
    encodeInt64(toInt64(chunk), chunk.length, codes, firstRow, encode);
  }
}

function encodeDictionary(arrow: Arrow, chunk: Data, codes: Int32Array, firstRow: number, reader: KeyReader): void {
  const entryCodes = encodeEntries(arrow, chunk, reader);
  const indices = toIndices(chunk);
  for (let index = 0; index < chunk.length; index++) {
    const code = entryCodes[indices[index] as number];
    if (code === undefined) throw badIndex(reader.name, firstRow + index);
    codes[firstRow + index] = code;
  }
}

/** The provisional code of each entry of a chunk's dictionary. */
export function encodeEntries(arrow: Arrow, chunk: Data, reader: KeyReader): Int32Array {
  const dictionary = chunk.dictionary;
  const entryCodes = new Int32Array(dictionary?.length ?? 0);
  let entry = 0;
  for (const part of dictionary?.data ?? []) {
    encodeChunk(arrow, part, entryCodes, entry, reader);
    entry += part.length;
  }
  return entryCodes;
}

/** The indices of a dictionary-encoded chunk, whatever integers they are stored as. */
export function toIndices(chunk: Data): ArrayLike<number> {
  const values = chunk.values as ArrayLike<number> | BigInt64Array | BigUint64Array;
  if (values.length < chunk.length) throw new FileFormatError('Arrow', 'a dictionary-encoded column is cut short');
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) return Float64Array.from(values, Number);
  return values;
}

/** What is thrown for an index that points outside its dictionary. */
export function badIndex(name: string, row: number): FileFormatError {
  return new FileFormatError('Arrow', `row ${row + 1} of column '${name}' points outside its dictionary`);
}

function toInt64(chunk: Data): BigInt64Array {
  const values = chunk.values as ArrayLike<number> | BigInt64Array | BigUint64Array;
  if (values.length < chunk.length) throw new FileFormatError('Arrow', 'a key column is cut short');
  if (values instanceof BigInt64Array) return values;
  if (values instanceof BigUint64Array) return new BigInt64Array(values.buffer, values.byteOffset, values.length);
  return BigInt64Array.from({ length: chunk.length }, (_, index) => BigInt(values[index] as number));
}
