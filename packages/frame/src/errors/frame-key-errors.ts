import { formatInstant } from '../time/format-instant.js';
import { WindrowError } from './windrow-error.js';

/** Something that should be an instant is not: not finite, not a whole millisecond, out of range, or not readable. */
export class InvalidTimeError extends WindrowError {
  readonly code = 'TIME_INVALID';
  /** What was given. */
  readonly value: unknown;

  constructor(value: unknown, reason: string, where?: string, options: { readonly cause?: unknown } = {}) {
    super(`${where === undefined ? '' : `${where}: `}${describe(value)} is not an instant: ${reason}`, options);
    this.value = value;
  }
}

/** Rows that were promised to be sorted by (time, instrument) are not. */
export class UnsortedFrameError extends WindrowError {
  readonly code = 'FRAME_UNSORTED';
  /** The first row whose key is below the key of the row before it. */
  readonly row: number;

  constructor(row: number, key: string) {
    super(
      `the rows are not sorted by (time, instrument): row ${row}, ${key}, is below the row before it; call sort(), or do not promise \`sorted\``,
    );
    this.row = row;
  }
}

/** Two rows have one (time, instrument) where keys must be unique. */
export class DuplicateKeyError extends WindrowError {
  readonly code = 'KEY_DUPLICATE';
  readonly row: number;
  readonly earlierRow: number;
  readonly time: number;
  readonly instrument: string;

  constructor(facts: { row: number; earlierRow: number; time: number; instrument: string }, operation: string) {
    const key = `(${formatInstant(facts.time)}, '${facts.instrument}')`;
    super(
      `${operation} needs unique keys, but rows ${facts.earlierRow} and ${facts.row} are both ${key}; drop one of them first`,
    );
    this.row = facts.row;
    this.earlierRow = facts.earlierRow;
    this.time = facts.time;
    this.instrument = facts.instrument;
  }
}

/** A code points outside its dictionary. */
export class CodeRangeError extends WindrowError {
  readonly code = 'CODE_OUT_OF_RANGE';
  readonly row: number;
  readonly value: number;
  readonly dictionaryLength: number;

  constructor(dictionary: 'times' | 'instruments', row: number, value: number, dictionaryLength: number) {
    super(
      `row ${row} has code ${value} in ${dictionary === 'times' ? 'timeCodes' : 'instrumentCodes'}, but \`${dictionary}\` has ${dictionaryLength} entries`,
    );
    this.row = row;
    this.value = value;
    this.dictionaryLength = dictionaryLength;
  }
}

/** A dictionary (`times` or `instruments`) is not sorted and unique, so codes would not order like keys. */
export class DictionaryOrderError extends WindrowError {
  readonly code = 'DICTIONARY_UNSORTED';
  readonly index: number;

  constructor(dictionary: 'times' | 'instruments', index: number, before: string, after: string) {
    super(
      `\`${dictionary}\` must ascend strictly${dictionary === 'instruments' ? ' by code point' : ''}, but entry ${index}, ${after}, follows ${before}`,
    );
    this.index = index;
  }
}

/** Something that should name an instrument cannot. */
export class InvalidInstrumentError extends WindrowError {
  readonly code = 'INSTRUMENT_INVALID';
  readonly value: unknown;

  constructor(value: unknown, reason: string, where?: string) {
    super(`${where === undefined ? '' : `${where}: `}${describe(value)} cannot name an instrument: ${reason}`);
    this.value = value;
  }
}

/** An instrument was asked for that the frame does not have. */
export class UnknownInstrumentError extends WindrowError {
  readonly code = 'INSTRUMENT_UNKNOWN';
  readonly instrument: string;

  constructor(instrument: string, instruments: readonly string[]) {
    const some = instruments.slice(0, 5).map((name) => `'${name}'`);
    const rest = instruments.length > some.length ? ` and ${instruments.length - some.length} more` : '';
    super(
      `there is no instrument '${instrument}'; the frame has ${some.length === 0 ? 'none' : some.join(', ') + rest}`,
    );
    this.instrument = instrument;
  }
}

function describe(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}
