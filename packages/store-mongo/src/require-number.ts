import { InvalidArgumentError } from '@windrow/core';

/** @throws InvalidArgumentError unless `value` is a whole number from `least` to `most` */
export function requireWhole(
  argument: string,
  value: number,
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  throw new InvalidArgumentError(argument, `must be a whole number from ${least} to ${most}, but is ${String(value)}.`);
}

/** @throws InvalidArgumentError unless `value` is a finite number of ms from `least` */
export function requireDuration(argument: string, value: number, least: number): void {
  if (Number.isFinite(value) && value >= least) return;
  throw new InvalidArgumentError(argument, `must be a number of ms from ${least}, but is ${String(value)}.`);
}

/** The number in a cursor of this store; -1 for the beginning. @throws InvalidArgumentError */
export function parseCursor(cursor: string | undefined): number {
  if (cursor === undefined) return -1;
  if (!/^\d{1,15}$/.test(cursor)) {
    throw new InvalidArgumentError('cursor', `${JSON.stringify(cursor)} was not returned by this store.`);
  }
  return Number(cursor);
}
