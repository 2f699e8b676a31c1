import {
  CodeRangeError,
  DictionaryOrderError,
  DuplicateKeyError,
  InvalidInstrumentError,
  InvalidTimeError,
  UnsortedFrameError,
} from '../errors/frame-key-errors.js';
import { compareCodePoints } from '../order/compare-code-points.js';
import { firstDuplicate, firstUnsortedRow } from '../order/row-order.js';
import { formatInstant, formatInstantShort } from '../time/format-instant.js';
import { whyNotInstantMs } from '../time/parse-instant.js';
import type { FrameView } from './frame-view.js';
import { codesOf } from './row-codes.js';

/** What a frame was promised to be. */
export interface FramePromises {
  readonly sorted?: boolean | undefined;
  readonly unique?: boolean | undefined;
}

/** Checks all that a frame's builder vouches for; see `Frame.validate`. */
export function validateFrame(frame: FrameView, promises: FramePromises): void {
  validateTimes(frame.times);
  validateInstruments(frame.instruments);
  validateCodes('times', frame.timeCodes, frame.times.length);
  validateCodes('instruments', frame.instrumentCodes, frame.instruments.length);
  const codes = codesOf(frame);
  if (promises.sorted === true) {
    const row = firstUnsortedRow(codes);
    if (row !== undefined) throw new UnsortedFrameError(row, nameKey(frame, row));
  }
  if (promises.unique === true) requireUnique(frame, 'a frame that was promised to be unique');
}

/**
 * Refuses a frame in which two rows have the same key.
 *
 * @throws DuplicateKeyError (`KEY_DUPLICATE`) naming both rows; `operation` says who needs the keys to be unique.
 */
export function requireUnique(frame: FrameView, operation: string): void {
  const found = firstDuplicate(codesOf(frame));
  if (found === undefined) return;
  const time = frame.times[frame.timeCodes[found.row] as number] as number;
  const instrument = frame.instruments[frame.instrumentCodes[found.row] as number] as string;
  throw new DuplicateKeyError({ row: found.row, earlierRow: found.earlier, time, instrument }, operation);
}

function nameKey(frame: FrameView, row: number): string {
  const time = frame.times[frame.timeCodes[row] as number] as number;
  return `(${formatInstantShort(time)}, '${frame.instruments[frame.instrumentCodes[row] as number]}')`;
}

function validateTimes(times: Float64Array): void {
  let previous = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < times.length; index++) {
    const time = times[index] as number;
    const reason = whyNotInstantMs(time);
    if (reason !== undefined) throw new InvalidTimeError(time, reason, `times[${index}]`);
    if (time <= previous) {
      throw new DictionaryOrderError('times', index, formatInstant(previous), formatInstant(time));
    }
    previous = time;
  }
}

const loneSurrogate = /\p{Surrogate}/u;

function validateInstruments(instruments: readonly string[]): void {
  for (let index = 0; index < instruments.length; index++) {
    const name: unknown = instruments[index];
    const where = `instruments[${index}]`;
    if (typeof name !== 'string') throw new InvalidInstrumentError(name, 'it is no text', where);
    if (loneSurrogate.test(name)) throw new InvalidInstrumentError(name, 'it is not valid Unicode', where);
    if (index === 0) continue;
    const before = instruments[index - 1] as string;
    if (compareCodePoints(before, name) >= 0) {
      throw new DictionaryOrderError('instruments', index, `'${before}'`, `'${name}'`);
    }
  }
}

function validateCodes(dictionary: 'times' | 'instruments', codes: Int32Array, length: number): void {
  for (let row = 0; row < codes.length; row++) {
    const value = codes[row] as number;
    if (value < 0 || value >= length) throw new CodeRangeError(dictionary, row, value, length);
  }
}
