import { WindrowError } from './windrow-error.js';

/** A column, or the codes of the keys, has another length than the frame has rows. */
export class ColumnLengthError extends WindrowError {
  readonly code = 'COLUMN_LENGTH_MISMATCH';
  readonly column: string;
  readonly actualLength: number;
  readonly expectedLength: number;

  constructor(column: string, actualLength: number, expectedLength: number) {
    super(
      `column '${column}' has ${actualLength} values but the frame has ${expectedLength} rows; give every column one value per row (NaN where it is missing)`,
    );
    this.column = column;
    this.actualLength = actualLength;
    this.expectedLength = expectedLength;
  }
}

/** A column name that cannot be used: reserved for the key, or given twice. */
export class ColumnNameError extends WindrowError {
  readonly code = 'COLUMN_NAME_INVALID';
  readonly column: string;

  constructor(column: string, reason: string) {
    super(`a frame cannot have a column '${column}': ${reason}`);
    this.column = column;
  }
}

/** A column was asked for that the frame does not have. */
export class UnknownColumnError extends WindrowError {
  readonly code = 'COLUMN_UNKNOWN';
  readonly column: string;
  readonly columnNames: readonly string[];

  constructor(column: string, columnNames: readonly string[]) {
    super(`there is no column '${column}'; the frame has ${listNames(columnNames)}`);
    this.column = column;
    this.columnNames = columnNames;
  }
}

/** Frames that must have the same columns have different ones. */
export class ColumnMismatchError extends WindrowError {
  readonly code = 'COLUMN_MISMATCH';
  readonly expected: readonly string[];
  readonly actual: readonly string[];

  constructor(expected: readonly string[], actual: readonly string[], where: string) {
    super(
      `${where}: the columns differ: expected ${listNames(expected)}, found ${listNames(actual)}; select or rename columns so that they are equal`,
    );
    this.expected = expected;
    this.actual = actual;
  }
}

/** More rows than the 32-bit codes of a frame can count. Thrown before anything is allocated. */
export class TooManyRowsError extends WindrowError {
  readonly code = 'TOO_MANY_ROWS';
  readonly rows: number;

  constructor(rows: number) {
    super(
      `${rows} rows are too many for one frame, which holds at most ${maxRows}; split them by time into several frames`,
    );
    this.rows = rows;
  }
}

/** A frame without rows was given where at least one row is needed. */
export class EmptyFrameError extends WindrowError {
  readonly code = 'FRAME_EMPTY';

  constructor(operation: string) {
    super(`${operation} needs at least one row, and the frame has none`);
  }
}

/** The value is no frame, or misses a part of one. */
export class NotAFrameError extends WindrowError {
  readonly code = 'NOT_A_FRAME';

  constructor(reason: string) {
    super(`not a frame: ${reason}`);
  }
}

/** The greatest number of rows of a frame, 2³¹ − 1. */
export const maxRows: number = 2 ** 31 - 1;

function listNames(names: readonly string[]): string {
  return names.length === 0 ? 'no columns' : `'${names.join("', '")}'`;
}
