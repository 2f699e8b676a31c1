import type { Data, Vector } from 'apache-arrow';
import { FileFormatError } from '../errors/file-errors.js';
import { ColumnTypeError, InvalidValueError } from '../errors/frame-value-errors.js';
import { badIndex, toIndices } from './encode-keys.js';
import type { Arrow } from './load-arrow.js';
import { forEachNull, isPresent } from './nulls.js';

/** The values of a column as float64, NaN where missing. A float64 column in one piece without missing values is not copied. */
export function decodeValues(arrow: Arrow, name: string, column: Vector, rows: number): Float64Array {
  const [first] = column.data;
  if (first !== undefined && column.data.length === 1 && first.nullCount === 0 && isFloat64(first)) {
    return checkLength(first, name).subarray(0, rows);
  }
  const floats = new Float64Array(rows);
  let row = 0;
  for (const chunk of column.data) {
    decodeChunk(arrow, name, chunk, floats.subarray(row, row + chunk.length), row);
    row += chunk.length;
  }
  return floats;
}

function isFloat64(chunk: Data): boolean {
  return (chunk.values as unknown) instanceof Float64Array;
}

function checkLength(chunk: Data, name: string): Float64Array {
  const values = chunk.values as Float64Array;
  if (values.length < chunk.length) throw new FileFormatError('Arrow', `column '${name}' is cut short`);
  return values;
}

function decodeChunk(arrow: Arrow, name: string, chunk: Data, into: Float64Array, firstRow: number): void {
  const { DataType } = arrow;
  const { type } = chunk;
  if (DataType.isNull(type)) {
    into.fill(Number.NaN);
    return;
  }
  if (DataType.isDictionary(type)) decodeDictionary(arrow, name, chunk, into, firstRow);
  else if (DataType.isBool(type)) decodeBits(chunk, into);
  else if (DataType.isInt(type) && type.bitWidth === 64) decodeInt64(name, chunk, into, firstRow);
  else if (DataType.isFloat(type) && type.precision === arrow.Precision.HALF) decodeHalves(arrow, chunk, into);
  else if (DataType.isInt(type) || DataType.isFloat(type)) {
    const values = checkLength(chunk, name);
    into.set(values.length === into.length ? values : values.subarray(0, into.length));
  } else {
    throw new ColumnTypeError(name, String(type), 'which is no number; choose columns with the option `columns`');
  }
  forEachNull(chunk, (index) => {
    into[index] = Number.NaN;
  });
}

function decodeDictionary(arrow: Arrow, name: string, chunk: Data, into: Float64Array, firstRow: number): void {
  const dictionary = chunk.dictionary as Vector;
  const entries = decodeValues(arrow, name, dictionary, dictionary.length);
  const indices = toIndices(chunk);
  for (let index = 0; index < into.length; index++) {
    const value = entries[indices[index] as number];
    // What a missing value points to is undefined.
    if (value === undefined && chunk.nullCount === 0) throw badIndex(name, firstRow + index);
    into[index] = value ?? Number.NaN;
  }
}

function decodeBits(chunk: Data, into: Float64Array): void {
  const bits = chunk.values as Uint8Array;
  for (let index = 0; index < into.length; index++) into[index] = ((bits[index >> 3] as number) >> (index & 7)) & 1;
}

function decodeHalves(arrow: Arrow, chunk: Data, into: Float64Array): void {
  const halves = chunk.values as Uint16Array;
  for (let index = 0; index < into.length; index++) into[index] = arrow.util.uint16ToFloat64(halves[index] as number);
}

const safeHighWord = 2 ** 21;

function decodeInt64(name: string, chunk: Data, into: Float64Array, firstRow: number): void {
  const values = checkLength(chunk, name) as unknown as BigInt64Array | BigUint64Array;
  // Halves, since reading a bigint allocates; a value below 2⁵³ is exact.
  const words = new Int32Array(values.buffer, values.byteOffset, 2 * into.length);
  for (let index = 0; index < into.length; index++) {
    const high = words[2 * index + 1] as number;
    if (high >= -safeHighWord && high < safeHighWord) {
      into[index] = high * 2 ** 32 + ((words[2 * index] as number) >>> 0);
      continue;
    }
    const value = values[index] as bigint;
    const number = Number(value);
    if (BigInt(number) !== value && (chunk.nullCount === 0 || isPresent(chunk.nullBitmap, index))) {
      throw new InvalidValueError(
        { column: name, row: firstRow + index + 1, value },
        'does not fit a float64 without loss',
      );
    }
    into[index] = number;
  }
}
