import { InvalidValueError } from '../errors/frame-value-errors.js';

/** What a value of a column may be given as; `null` and `undefined` stand for a missing one. */
export type ValueLike = number | bigint | boolean | null | undefined;

/**
 * The number that is kept for a value: NaN for a missing one, 1 and 0 for true and false.
 *
 * @throws InvalidValueError (`VALUE_INVALID`) for anything else, and for a bigint that no float64 holds exactly.
 */
export function toValue(value: unknown, column: string, rowIndex: number): number {
  if (typeof value === 'number') return value;
  if (value === undefined || value === null) return Number.NaN;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'bigint') {
    const number = Number(value);
    if (BigInt(number) === value) return number;
    throw new InvalidValueError({ column, row: rowIndex + 1, value }, 'does not fit a float64 without loss');
  }
  throw new InvalidValueError({ column, row: rowIndex + 1, value }, 'is no number; a missing value is null or NaN');
}
