import type { Table, Vector } from 'apache-arrow';
import { KeyCollector } from '../build/key-codes.js';
import { chooseColumns } from '../file/choose-columns.js';
import type { ReadOptions } from '../file/read-options.js';
import { Frame } from '../frame/frame.js';
import { checkRowCount } from '../frame/frame-parts.js';
import { decodeValues } from './decode-values.js';
import { badIndex, encodeChunk, encodeEntries, type KeyReader } from './encode-keys.js';
import { instrumentReader, timeReader } from './key-readers.js';
import type { Arrow } from './load-arrow.js';
import { refuseNulls } from './nulls.js';

/**
 * The frame that an Arrow table says, over the table's own buffers where they have the layout of a frame. With `mayOverwrite` the buffers are
 * nobody else's, and the codes of the instants may take the place of the timestamps they were found from.
 */
export function tableToFrame(arrow: Arrow, table: Table, options: ReadOptions, mayOverwrite: boolean): Frame {
  const names = table.schema.fields.map((field) => field.name);
  const chosen = chooseColumns('Arrow', names, options);
  // Not table.numRows: it overflows. Checked before anything is allocated.
  const rows = table.batches.reduce((sum, batch) => sum + batch.numRows, 0);
  checkRowCount(rows);
  const columnAt = (index: number): Vector => table.getChildAt(index) as Vector;
  const keys = new KeyCollector();
  const time = columnAt(chosen.time);
  const timeCodes = encodeColumn(
    arrow,
    time,
    timeReader(arrow, names[chosen.time] as string, keys),
    (mayOverwrite ? roomInTimestamps(arrow, time) : undefined) ?? rows,
  );
  const instrumentCodes =
    chosen.instrument === undefined
      ? new Int32Array(rows).fill(keys.instruments.encode(''))
      : encodeColumn(
          arrow,
          columnAt(chosen.instrument),
          instrumentReader(arrow, names[chosen.instrument] as string, keys),
          rows,
        );
  const columns = chosen.values.map(
    ({ name, index }) => [name, decodeValues(arrow, name, columnAt(index), rows)] as const,
  );
  return Frame.fromParts({ ...keys.finish(timeCodes, instrumentCodes), columns });
}

function encodeColumn(arrow: Arrow, column: Vector, reader: KeyReader, room: Int32Array | number): Int32Array {
  const asTheyAre = usableIndices(arrow, column, reader);
  if (asTheyAre !== undefined) return asTheyAre;
  const codes = typeof room === 'number' ? new Int32Array(room) : room;
  let row = 0;
  for (const chunk of column.data) {
    encodeChunk(arrow, chunk, codes, row, reader);
    row += chunk.length;
  }
  return codes;
}

/**
 * The first half of the memory of a column of timestamps in one piece, where a code fits for each. They can be written while the timestamps
 * are read, since the code of a row ends before the next timestamp begins; memory that was never touched costs more than the codes themselves.
 */
function roomInTimestamps(arrow: Arrow, column: Vector): Int32Array | undefined {
  const [chunk] = column.data;
  if (chunk === undefined || column.data.length !== 1 || !arrow.DataType.isTimestamp(chunk.type)) return undefined;
  const values: unknown = chunk.values;
  if (!(values instanceof BigInt64Array) || values.length < chunk.length) return undefined;
  return new Int32Array(values.buffer, values.byteOffset, chunk.length);
}

/** The stored indices themselves when they are one piece of int32 into a dictionary whose entries differ: they are codes already. */
function usableIndices(arrow: Arrow, column: Vector, reader: KeyReader): Int32Array | undefined {
  const [chunk] = column.data;
  if (chunk === undefined || column.data.length !== 1 || !arrow.DataType.isDictionary(chunk.type)) return undefined;
  const values: unknown = chunk.values;
  if (!(values instanceof Int32Array) || values.length < chunk.length) return undefined;
  refuseNulls(chunk, reader.column, 0);
  const entryCodes = encodeEntries(arrow, chunk, reader);
  if (entryCodes.some((code, entry) => code !== entry)) return undefined;
  const indices = values.subarray(0, chunk.length);
  const outside = findOutside(indices, entryCodes.length);
  if (outside !== undefined) throw badIndex(reader.name, outside);
  return indices;
}

/** The row of an index below 0 or not below `length`. */
function findOutside(indices: Int32Array, length: number): number | undefined {
  const last = (length - 1) | 0;
  // Negative as soon as one index is outside: without a branch, and as integers, it takes a quarter of the time.
  let sign = 0;
  for (let row = 0; row < indices.length; row++) {
    const index = indices[row] as number;
    sign |= index | ((last - index) | 0);
  }
  return sign < 0 ? indices.findIndex((index) => index < 0 || index > last) : undefined;
}
