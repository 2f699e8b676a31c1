import { type InstantLike, toInstantMs, whyNotInstantMs } from '../time/parse-instant.js';

/**
 * Epoch milliseconds of the instant of a row.
 *
 * @throws InvalidTimeError (`TIME_INVALID`) naming the row.
 */
export function toInstant(value: InstantLike, rowIndex: number): number {
  // Without making the words for an error that is nearly never needed.
  if (typeof value === 'number' && whyNotInstantMs(value) === undefined) return value + 0;
  return toInstantMs(value, `row ${rowIndex + 1}`);
}
