import { WindrowError } from './windrow-error.js';

/** A file or its bytes are not of the format they were read as, or broken. */
export class FileFormatError extends WindrowError {
  readonly code = 'FILE_UNREADABLE';
  readonly format: 'Arrow' | 'CSV' | 'Parquet';

  constructor(format: 'Arrow' | 'CSV' | 'Parquet', reason: string, options: { readonly cause?: unknown } = {}) {
    super(`cannot be read as ${format}: ${reason}`, options);
    this.format = format;
  }
}

/** A file has no column that could be the instants of a frame. */
export class TimeColumnError extends WindrowError {
  readonly code = 'TIME_COLUMN_MISSING';
  readonly columnNames: readonly string[];

  constructor(format: 'Arrow' | 'CSV' | 'Parquet', wanted: string, columnNames: readonly string[], reason?: string) {
    const has = columnNames.length === 0 ? 'no columns' : `'${columnNames.join("', '")}'`;
    super(
      `the ${format} has no time column '${wanted}'${reason === undefined ? '' : ` that can be used: ${reason}`}; it has ${has}; name the right one with the option \`datetime\``,
    );
    this.columnNames = columnNames;
  }
}

/** A line of a CSV has more or fewer cells than its header. */
export class RaggedRowError extends WindrowError {
  readonly code = 'CSV_RAGGED';
  /** The row counted from 1, the header aside. */
  readonly row: number;
  readonly cells: number;
  readonly expectedCells: number;

  constructor(row: number, cells: number, expectedCells: number) {
    super(
      `row ${row} of the CSV has ${cells} cells, but its header has ${expectedCells}; quote cells that hold a delimiter`,
    );
    this.row = row;
    this.cells = cells;
    this.expectedCells = expectedCells;
  }
}
