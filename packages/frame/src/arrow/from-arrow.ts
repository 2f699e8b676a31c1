import type { Table } from 'apache-arrow';
import { FileFormatError } from '../errors/file-errors.js';
import { readFileBytes } from '../file/read-file.js';
import type { ReadOptions } from '../file/read-options.js';
import type { Frame } from '../frame/frame.js';
import { type Arrow, loadArrow } from './load-arrow.js';
import { tableToFrame } from './table-to-frame.js';

/**
 * The frame in the bytes of an Arrow IPC file (Feather version 2) or stream, compressed or not, as Windrow, pandas, polars, DuckDB and
 * others write them. A file that Windrow wrote is not copied: its columns are views of `bytes`.
 *
 * Instants are timestamps of any unit and zone, dates, or ISO texts; without a zone they are UTC. Instruments are texts or whole numbers.
 * Either may be dictionary-encoded. Values are any numbers or booleans; a null becomes NaN and a NaN stays.
 *
 * @throws FileFormatError (`FILE_UNREADABLE`), TimeColumnError (`TIME_COLUMN_MISSING`), ColumnTypeError (`COLUMN_TYPE_UNSUPPORTED`),
 * InvalidTimeError (`TIME_INVALID`, also for times finer than a millisecond), InvalidInstrumentError (`INSTRUMENT_INVALID`),
 * InvalidValueError (`VALUE_INVALID`) for an integer that float64 cannot hold, UnknownColumnError (`COLUMN_UNKNOWN`), ColumnNameError
 * (`COLUMN_NAME_INVALID`), TooManyRowsError (`TOO_MANY_ROWS`) before anything is allocated.
 */
export async function fromArrow(bytes: Uint8Array | ArrayBuffer, options: ReadOptions = {}): Promise<Frame> {
  const arrow = await loadArrow();
  const view = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
  // Typed arrays over the buffer need it aligned; a small `Buffer` often is not.
  const aligned = view.byteOffset % 8 === 0 ? view : new Uint8Array(view);
  return tableToFrame(arrow, parseTable(arrow, aligned), options, false);
}

/**
 * The frame in an Arrow file; see {@link fromArrow}. The columns are views of one buffer that belongs to this frame alone.
 *
 * @throws what {@link fromArrow} throws, and the error of the file system, with its own `code`.
 */
export async function readArrow(path: string, options: ReadOptions = {}): Promise<Frame> {
  const [bytes, arrow] = await Promise.all([readFileBytes(path, 'Arrow'), loadArrow()]);
  return tableToFrame(arrow, parseTable(arrow, bytes), options, true);
}

function parseTable(arrow: Arrow, bytes: Uint8Array): Table {
  let table: Table;
  try {
    table = arrow.tableFromIPC(bytes);
  } catch (error) {
    throw new FileFormatError('Arrow', 'it is damaged, or uses something that apache-arrow does not know', {
      cause: error,
    });
  }
  if (table.schema.fields.length === 0) throw new FileFormatError('Arrow', 'it is no Arrow IPC file or stream');
  return table;
}
