import type { SchemaElement } from 'hyparquet';
import type { ColumnSource } from 'hyparquet-writer';
import { writeFileWhole } from '../file/write-file.js';
import type { Frame } from '../frame/frame.js';

const rowsPerGroup = 1_000_000;

/**
 * A frame as the bytes of a Parquet file compressed with Snappy: `datetime` as timestamps in milliseconds UTC, `instrument` as text (left
 * out for a series without instruments), then the columns as float64. NaN is written as NaN, not as null. pandas, polars and DuckDB read
 * it.
 */
export async function toParquet(frame: Frame): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of parquetPieces(frame)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/**
 * Writes a frame to a Parquet file, one row group after the other; see {@link toParquet}. The file appears under its name when it is whole,
 * replacing another.
 *
 * @throws the error of the file system, with its own `code`.
 */
export async function writeParquet(path: string, frame: Frame): Promise<void> {
  await writeFileWhole(path, parquetPieces(frame));
}

async function* parquetPieces(frame: Frame): AsyncGenerator<Uint8Array> {
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer');
  const hasInstruments = frame.instruments.some((name) => name !== '');
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({ writer: bytes, schema: schemaOf(frame, hasInstruments), createdBy: 'windrow' });
  const taken = (): Uint8Array => {
    const piece = bytes.getBytes().slice();
    // `offset`, where the next byte is in the file, goes on; only the buffer starts anew.
    bytes.index = 0;
    return piece;
  };
  const times = BigInt64Array.from(frame.times, BigInt);
  for (let start = 0; start < frame.length; start += rowsPerGroup) {
    const end = Math.min(start + rowsPerGroup, frame.length);
    await writer.write({ columnData: sources(frame, times, hasInstruments, start, end), rowGroupSize: end - start });
    yield taken();
  }
  await writer.finish();
  yield taken();
}

function schemaOf(frame: Frame, hasInstruments: boolean): SchemaElement[] {
  const columns: SchemaElement[] = [
    {
      name: 'datetime',
      type: 'INT64',
      repetition_type: 'REQUIRED',
      converted_type: 'TIMESTAMP_MILLIS',
      logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
    },
    ...(hasInstruments ? [textElement] : []),
    ...frame.columnNames.map((name): SchemaElement => ({ name, type: 'DOUBLE', repetition_type: 'REQUIRED' })),
  ];
  return [{ name: 'root', num_children: columns.length }, ...columns];
}

const textElement: SchemaElement = {
  name: 'instrument',
  type: 'BYTE_ARRAY',
  repetition_type: 'REQUIRED',
  converted_type: 'UTF8',
  logical_type: { type: 'STRING' },
};

function sources(
  frame: Frame,
  times: BigInt64Array,
  hasInstruments: boolean,
  start: number,
  end: number,
): ColumnSource[] {
  const spread = <T>(codes: Int32Array, keys: ArrayLike<T>): T[] =>
    Array.from(codes.subarray(start, end), (code) => keys[code] as T);
  return [
    { name: 'datetime', data: BigInt64Array.from(spread(frame.timeCodes, times)) },
    ...(hasInstruments ? [{ name: 'instrument', data: spread(frame.instrumentCodes, frame.instruments) }] : []),
    ...Array.from(frame.columns, ([name, values]): ColumnSource => {
      // Distinct values are the rule: looking for a dictionary would cost and find none.
      return { name, data: values.subarray(start, end), encoding: 'PLAIN' };
    }),
  ];
}
