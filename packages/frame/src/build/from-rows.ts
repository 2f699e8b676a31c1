import { InvalidInstrumentError, InvalidTimeError } from '../errors/frame-key-errors.js';
import { ColumnNameError, UnknownColumnError } from '../errors/frame-shape-errors.js';
import { checkRowCount, type FrameParts, keyNames } from '../frame/frame-parts.js';
import type { InstantLike } from '../time/parse-instant.js';
import { KeyCollector } from './key-codes.js';
import { toInstant } from './to-instant.js';
import { toInstrument } from './to-instrument.js';
import { toValue } from './to-value.js';

/** How rows are read. */
export interface FromRowsOptions {
  /** The field that holds the instant. Default `datetime`. */
  readonly datetime?: string | undefined;
  /** The field that holds the instrument. Default `instrument`. Rows without it make a series without instruments. */
  readonly instrument?: string | undefined;
  /** The fields that become columns, in this order. Default: all others, in the order in which they first appear. */
  readonly columns?: readonly string[] | undefined;
}

/** The parts of a frame from rows; see `Frame.fromRows`. */
export function partsFromRows(rows: Iterable<object>, options: FromRowsOptions): FrameParts {
  const timeField = options.datetime ?? 'datetime';
  const instrumentField = options.instrument ?? 'instrument';
  const keys = new KeyCollector();
  const timeCodes: number[] = [];
  const instrumentCodes: number[] = [];
  const columns = new Map<string, number[]>((options.columns ?? []).map((name) => [name, []]));
  const seen = new Set<string>();
  let row = 0;
  let rowsWithInstrument = 0;
  for (const given of rows as Iterable<Readonly<Record<string, unknown>>>) {
    checkRowCount(row + 1);
    const time = given[timeField];
    if (time === undefined || time === null) {
      throw new InvalidTimeError(time, `the field '${timeField}' is missing`, `row ${row + 1}`);
    }
    timeCodes.push(keys.times.encode(toInstant(time as InstantLike, row)));
    if (given[instrumentField] !== undefined) rowsWithInstrument++;
    if (rowsWithInstrument > 0 && rowsWithInstrument <= row) {
      throw new InvalidInstrumentError(
        given[instrumentField],
        'some rows have one and some have not',
        `row ${row + 1}`,
      );
    }
    instrumentCodes.push(
      keys.instruments.encode(rowsWithInstrument === 0 ? '' : toInstrument(given[instrumentField], row)),
    );
    for (const name of Object.keys(given)) {
      if (name === timeField || name === instrumentField) continue;
      if (options.columns === undefined && !columns.has(name)) columns.set(name, []);
      const values = columns.get(name);
      if (values === undefined) continue;
      seen.add(name);
      while (values.length < row) values.push(Number.NaN);
      values.push(toValue(given[name], name, row));
    }
    row++;
  }
  for (const name of columns.keys()) {
    if (keyNames.includes(name)) throw new ColumnNameError(name, 'that name stands for the key of a row');
    if (row > 0 && !seen.has(name)) throw new UnknownColumnError(name, [...seen]);
  }
  return {
    ...keys.finish(Int32Array.from(timeCodes), Int32Array.from(instrumentCodes)),
    columns: Array.from(columns, ([name, values]) => [name, padded(values, row)] as const),
  };
}

function padded(values: readonly number[], rows: number): Float64Array {
  const floats = new Float64Array(rows).fill(Number.NaN, values.length);
  floats.set(values);
  return floats;
}
