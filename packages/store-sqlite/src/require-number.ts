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
