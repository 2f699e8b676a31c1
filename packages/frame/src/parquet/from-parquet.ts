import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import { FileFormatError } from '../errors/file-errors.js';
import { WindrowError } from '../errors/windrow-error.js';
import type { ReadOptions } from '../file/read-options.js';
import type { Frame } from '../frame/frame.js';
import { ParquetCollector } from './parquet-collector.js';
import { parquetColumns } from './parquet-schema.js';

/**
 * The frame in the bytes of a Parquet file, as Windrow, pandas, polars, DuckDB and others write them, with any of the usual compressions.
 *
 * Instants are timestamps of any unit, dates, or ISO texts; without a zone they are UTC. Instruments are texts or whole numbers. Values are
 * any numbers or booleans; a null becomes NaN and a NaN stays. Decoded one row group after the other.
 *
 * @throws FileFormatError (`FILE_UNREADABLE`), TimeColumnError (`TIME_COLUMN_MISSING`), ColumnTypeError (`COLUMN_TYPE_UNSUPPORTED`),
 * InvalidTimeError (`TIME_INVALID`, also for times finer than a millisecond), InvalidInstrumentError (`INSTRUMENT_INVALID`),
 * InvalidValueError (`VALUE_INVALID`) for an integer that float64 cannot hold, UnknownColumnError (`COLUMN_UNKNOWN`), ColumnNameError
 * (`COLUMN_NAME_INVALID`), TooManyRowsError (`TOO_MANY_ROWS`) before anything is allocated.
 */
export async function fromParquet(bytes: Uint8Array | ArrayBuffer, options: ReadOptions = {}): Promise<Frame> {
  const view = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
  const file: AsyncBuffer = {
    byteLength: view.byteLength,
    // A copy: hyparquet wants a buffer, and what it reads at once is small.
    slice: (start, end) => new Uint8Array(view.subarray(start, end)).buffer,
  };
  return readTable(file, options);
}

/**
 * The frame in a Parquet file, of which only the chosen columns are read; see {@link fromParquet}.
 *
 * @throws what {@link fromParquet} throws, and the error of the file system, with its own `code`.
 */
export async function readParquet(path: string, options: ReadOptions = {}): Promise<Frame> {
  const { asyncBufferFromFile } = await import('hyparquet');
  return readTable(await asyncBufferFromFile(path), options);
}

async function readTable(file: AsyncBuffer, options: ReadOptions): Promise<Frame> {
  const [hyparquet, { compressors }] = await Promise.all([import('hyparquet'), import('hyparquet-compressors')]);
  const metadata = await readable(() => hyparquet.parquetMetadataAsync(file));
  const collector = new ParquetCollector(parquetColumns(metadata), rowsOf(metadata), options);
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    const range = { rowStart, rowEnd };
    await readable(() =>
      hyparquet.parquetRead({
        ...{ file, metadata, compressors, columns: [...collector.columnNames], parsers: collector.parsers, ...range },
        onChunk: (chunk) => collector.add(chunk),
      }),
    );
    collector.check();
    rowStart = rowEnd;
  }
  return collector.finish();
}

function rowsOf(metadata: FileMetaData): number {
  return metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
}

async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    // What the file system says keeps its own code.
    if (WindrowError.is(error) || (error as NodeJS.ErrnoException).syscall !== undefined) throw error;
    throw new FileFormatError('Parquet', `it is damaged or no Parquet file (${(error as Error).message})`, {
      cause: error,
    });
  }
}
