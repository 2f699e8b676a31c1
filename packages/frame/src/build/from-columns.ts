import { ColumnLengthError } from '../errors/frame-shape-errors.js';
import { checkRowCount, type FrameParts } from '../frame/frame-parts.js';
import type { InstantLike } from '../time/parse-instant.js';
import { KeyCollector } from './key-codes.js';
import { toInstant } from './to-instant.js';
import { toInstrument } from './to-instrument.js';
import { toValue, type ValueLike } from './to-value.js';

/** Columns as a user has them. */
export interface FrameColumns {
  /** One instant per row. */
  readonly datetime: ArrayLike<InstantLike>;
  /** One instrument per row; left out for a series without instruments. */
  readonly instrument?: ArrayLike<string> | undefined;
  /** The values; `Float64Array`s are kept without a copy. */
  readonly columns: Readonly<Record<string, ArrayLike<ValueLike>>> | Iterable<readonly [string, ArrayLike<ValueLike>]>;
}

/** The parts of a frame from columns; see `Frame.fromColumns`. */
export function partsFromColumns(given: FrameColumns): FrameParts {
  const rows = given.datetime.length;
  checkRowCount(rows);
  const entries = Symbol.iterator in given.columns ? [...given.columns] : Object.entries(given.columns);
  for (const [name, values] of entries) {
    if (values.length !== rows) throw new ColumnLengthError(name, values.length, rows);
  }
  if (given.instrument !== undefined && given.instrument.length !== rows) {
    throw new ColumnLengthError('instrument', given.instrument.length, rows);
  }
  const keys = new KeyCollector();
  const timeCodes = new Int32Array(rows);
  const instrumentCodes = new Int32Array(rows);
  let lastTime: InstantLike | undefined;
  let lastCode = 0;
  for (let row = 0; row < rows; row++) {
    const time = given.datetime[row] as InstantLike;
    // Rows of one day mostly follow each other. A `Date` may have been changed since.
    if (time !== lastTime || time instanceof Date) lastCode = keys.times.encode(toInstant(time, row));
    lastTime = time;
    timeCodes[row] = lastCode;
  }
  for (let row = 0; row < rows; row++) {
    const name = given.instrument === undefined ? '' : toInstrument(given.instrument[row], row);
    instrumentCodes[row] = keys.instruments.encode(name);
  }
  const columns = entries.map(([name, values]) => [name, toFloats(name, values)] as const);
  return { ...keys.finish(timeCodes, instrumentCodes), columns };
}

function toFloats(name: string, values: ArrayLike<ValueLike>): Float64Array {
  if (values instanceof Float64Array) return values;
  const floats = new Float64Array(values.length);
  for (let row = 0; row < values.length; row++) floats[row] = toValue(values[row], name, row);
  return floats;
}
