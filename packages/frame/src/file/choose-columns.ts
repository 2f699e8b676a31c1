import { TimeColumnError } from '../errors/file-errors.js';
import { ColumnNameError, UnknownColumnError } from '../errors/frame-shape-errors.js';
import { keyNames } from '../frame/frame-parts.js';
import type { ReadOptions } from './read-options.js';

/** Which column of a file is what. */
export interface ChosenColumns {
  readonly time: number;
  /** `undefined` for a series without instruments. */
  readonly instrument: number | undefined;
  readonly values: readonly { readonly name: string; readonly index: number }[];
}

/**
 * Finds the columns of a frame among those of a file.
 *
 * @throws TimeColumnError (`TIME_COLUMN_MISSING`), UnknownColumnError (`COLUMN_UNKNOWN`) for a name in the options that the file does not
 * have, ColumnNameError (`COLUMN_NAME_INVALID`) when the file has a name twice.
 */
export function chooseColumns(
  format: 'Arrow' | 'CSV' | 'Parquet',
  names: readonly string[],
  options: ReadOptions,
): ChosenColumns {
  const timeName = options.datetime ?? 'datetime';
  const instrumentName = options.instrument ?? 'instrument';
  const time = names.indexOf(timeName);
  if (time === -1) throw new TimeColumnError(format, timeName, names);
  const instrument = names.indexOf(instrumentName);
  if (instrument === -1 && options.instrument !== undefined) throw new UnknownColumnError(instrumentName, names);
  const wanted = options.columns ?? names.filter((_, index) => index !== time && index !== instrument);
  const values = wanted.map((name) => ({ name, index: names.indexOf(name) }));
  for (const { name, index } of values) {
    if (index === -1) throw new UnknownColumnError(name, names);
    if (keyNames.includes(name)) {
      throw new ColumnNameError(name, 'that name stands for the key of a row; choose others with the option `columns`');
    }
  }
  for (const name of [timeName, instrumentName, ...wanted]) {
    if (names.indexOf(name) !== names.lastIndexOf(name)) throw new ColumnNameError(name, 'the file has it twice');
  }
  return { time, instrument: instrument === -1 ? undefined : instrument, values };
}
