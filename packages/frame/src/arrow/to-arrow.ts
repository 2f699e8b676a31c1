import type { RecordBatchFileWriter } from 'apache-arrow';
import { writeFileWhole } from '../file/write-file.js';
import type { Frame } from '../frame/frame.js';
import { frameToBatches } from './frame-to-batches.js';
import { type Arrow, loadArrow } from './load-arrow.js';

/**
 * A frame as the bytes of an Arrow IPC file (Feather version 2), not compressed: `datetime` as timestamps in milliseconds UTC,
 * `instrument` dictionary-encoded (left out for a series without instruments), then the columns as float64. NaN is written as NaN, not as
 * null. pandas, polars and DuckDB read it, and {@link fromArrow} without a copy.
 */
export async function toArrow(frame: Frame): Promise<Uint8Array> {
  return startWriter(await loadArrow(), frame).toUint8Array(true);
}

/**
 * Writes a frame to an Arrow file; see {@link toArrow}. The file appears under its name when it is whole, replacing another.
 *
 * @throws the error of the file system, with its own `code`.
 */
export async function writeArrow(path: string, frame: Frame): Promise<void> {
  await writeFileWhole(path, startWriter(await loadArrow(), frame));
}

function startWriter(arrow: Arrow, frame: Frame): RecordBatchFileWriter {
  const writer = new arrow.RecordBatchFileWriter();
  for (const batch of frameToBatches(arrow, frame)) writer.write(batch);
  writer.finish();
  return writer;
}
