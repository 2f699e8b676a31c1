import { createReadStream } from 'node:fs';
import type { Frame } from '../frame/frame.js';
import { type CsvOptions, CsvReader } from './csv-reader.js';
import { decodeUtf8 } from './decode-utf8.js';

const bytesPerPiece = 64 * 1024;

/**
 * The frame in a CSV text with a header, in any order of rows: a column `datetime` of ISO 8601 texts (UTC where they say no zone), a
 * column `instrument` unless it is a series without instruments, and numbers. An empty cell, `NaN`, `NA` or `null` is NaN. Empty lines are
 * passed over; quotes and line breaks are those of RFC 4180.
 *
 * @throws FileFormatError (`FILE_UNREADABLE`), TimeColumnError (`TIME_COLUMN_MISSING`), RaggedRowError (`CSV_RAGGED`), InvalidValueError
 * (`VALUE_INVALID`), InvalidTimeError (`TIME_INVALID`), each naming the row and the column; UnknownColumnError (`COLUMN_UNKNOWN`),
 * ColumnNameError (`COLUMN_NAME_INVALID`), TooManyRowsError (`TOO_MANY_ROWS`).
 */
export function fromCsv(text: string, options: CsvOptions = {}): Frame {
  const reader = new CsvReader(options);
  // In pieces, so that the rows of a long text are not all in memory as arrays of cells at once.
  for (let start = 0; start < text.length; start += bytesPerPiece)
    reader.push(text.slice(start, start + bytesPerPiece));
  return reader.finish();
}

/**
 * The frame in a CSV file in UTF-8, read piece by piece; see {@link fromCsv}.
 *
 * @throws what {@link fromCsv} throws, and the error of the file system, with its own `code`.
 */
export async function readCsv(path: string, options: CsvOptions = {}): Promise<Frame> {
  const reader = new CsvReader(options);
  for await (const text of decodeUtf8(createReadStream(path, { highWaterMark: bytesPerPiece }))) reader.push(text);
  return reader.finish();
}
