import { InvalidArgumentError } from '@windrow/core';

/** @throws InvalidArgumentError unless `value` is a whole number between `least` and `most` */
export function requireInteger(argument: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new InvalidArgumentError(argument, `must be a whole number from ${least} to ${most}, but is ${String(value)}.`);
}

/** @throws InvalidArgumentError unless `value` is a finite number of at least `least` ms */
export function requireDuration(argument: string, value: number, least: number): void {
  if (Number.isFinite(value) && value >= least) return;
  throw new InvalidArgumentError(argument, `must be at least ${least} ms, but is ${String(value)}.`);
}

/** The number in a cursor, 0 for none. @throws InvalidArgumentError for a cursor that no page gave */
export function parseCursor(argument: string, cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new InvalidArgumentError(
    argument,
    `${JSON.stringify(cursor)} is no cursor; pass what the page before returned.`,
  );
}
