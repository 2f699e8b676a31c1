import type { Data } from 'apache-arrow';
import { InvalidInstrumentError, InvalidTimeError } from '../errors/frame-key-errors.js';

/** Whether the value at `index` is there, by the bitmap of a chunk. */
export function isPresent(bitmap: Uint8Array, index: number): boolean {
  return ((bitmap[index >> 3] as number) & (1 << (index & 7))) !== 0;
}

/** Calls back for each missing value of a chunk. */
export function forEachNull(chunk: Data, callback: (index: number) => void): void {
  if (chunk.nullCount === 0) return;
  for (let index = 0; index < chunk.length; index++) {
    if (!isPresent(chunk.nullBitmap, index)) callback(index);
  }
}

/** Refuses a key column with a missing entry. `firstRow` is the row of the frame at which the chunk starts. */
export function refuseNulls(chunk: Data, column: 'time' | 'instrument', firstRow: number): void {
  forEachNull(chunk, (index) => {
    const where = `row ${firstRow + index + 1}`;
    if (column === 'time') throw new InvalidTimeError(null, 'it is missing', where);
    throw new InvalidInstrumentError(null, 'it is missing', where);
  });
}
