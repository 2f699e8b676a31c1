import { ColumnLengthError, ColumnNameError, maxRows, TooManyRowsError } from '../errors/frame-shape-errors.js';

/**
 * What a frame is made of. Typed arrays may be views, and may sit on a `SharedArrayBuffer`; they are kept, not copied, and must not
 * be written to afterwards.
 */
export interface FrameParts {
  /** The different instants, epoch milliseconds, ascending strictly. Entries that no row uses are allowed. */
  readonly times: Float64Array;
  /** Per row, the index into `times`. */
  readonly timeCodes: Int32Array;
  /** The different instruments, ascending strictly by code point. `['']` for a series without instruments. */
  readonly instruments: readonly string[];
  /** Per row, the index into `instruments`. */
  readonly instrumentCodes: Int32Array;
  /**
   * The columns in their order, one value per row, NaN where a value is missing. Give a `Map` (or entries) when a name may look like a
   * number: JavaScript moves such keys of an object to the front.
   */
  readonly columns: Readonly<Record<string, Float64Array>> | Iterable<readonly [string, Float64Array]>;
  /** A promise that rows ascend by (time, instrument), so that nobody checks. `validate()` does. `false` promises nothing. */
  readonly sorted?: boolean | undefined;
  /** A promise that no two rows have the same (time, instrument). */
  readonly unique?: boolean | undefined;
}

/** Names that stand for the key in rows and files and therefore name no column. */
export const keyNames: readonly string[] = ['datetime', 'instrument'];

/**
 * Checks that a frame can have this many rows.
 *
 * @throws TooManyRowsError (`TOO_MANY_ROWS`) for 2³¹ rows and more. Call it before allocating.
 */
export function checkRowCount(rows: number): void {
  if (rows > maxRows) throw new TooManyRowsError(rows);
}

/** The columns of `parts` as a map, after the checks that cost nothing per row. */
export function checkedColumns(parts: FrameParts): ReadonlyMap<string, Float64Array> {
  const rows = parts.timeCodes.length;
  checkRowCount(rows);
  if (parts.instrumentCodes.length !== rows) {
    throw new ColumnLengthError('instrumentCodes', parts.instrumentCodes.length, rows);
  }
  const entries = Symbol.iterator in parts.columns ? [...parts.columns] : Object.entries(parts.columns);
  const columns = new Map<string, Float64Array>();
  for (const [name, values] of entries) {
    if (keyNames.includes(name)) throw new ColumnNameError(name, 'that name stands for the key of a row');
    if (columns.has(name)) throw new ColumnNameError(name, 'it is given twice');
    if (values.length !== rows) throw new ColumnLengthError(name, values.length, rows);
    columns.set(name, values);
  }
  return columns;
}
