import { InvalidInstrumentError } from '../errors/frame-key-errors.js';

/**
 * The text that names an instrument.
 *
 * @throws InvalidInstrumentError (`INSTRUMENT_INVALID`) for what is no text, missing ones included.
 */
export function toInstrument(value: unknown, rowIndex: number): string {
  if (typeof value === 'string') return value;
  const reason = value === undefined || value === null ? 'it is missing' : 'it is no text';
  throw new InvalidInstrumentError(value, reason, `row ${rowIndex + 1}`);
}
