import { InvalidArgumentError } from '@windrow/core';

/** Where a listing goes on: after this time and id. */
export interface Place {
  readonly time: number;
  readonly id: string;
}

/** @throws InvalidArgumentError unless this package made the cursor */
export function placeOf(argument: string, cursor: string | undefined): Place | undefined {
  if (cursor === undefined) return undefined;
  const match = /^(-?\d{1,16})\.([\w-]{1,256})$/.exec(cursor);
  if (match === null) {
    throw new InvalidArgumentError(argument, `${JSON.stringify(cursor)} was not returned by this store.`);
  }
  return { time: Number(match[1]), id: match[2] as string };
}

export function cursorOf({ time, id }: Place): string {
  return `${time}.${id}`;
}

/** Whether an entry comes after the place; `compare` is the order of ids at one time. */
export function isAfter(
  entry: Place,
  place: Place | undefined,
  compare: (a: string, b: string) => number = (a, b) => (a < b ? -1 : Number(a > b)),
): boolean {
  if (place === undefined || entry.time > place.time) return true;
  return entry.time === place.time && compare(entry.id, place.id) > 0;
}

/** @throws InvalidArgumentError */
export function requireLimit(argument: string, limit: number): void {
  if (Number.isSafeInteger(limit) && limit >= 1) return;
  throw new InvalidArgumentError(argument, `must be a whole number from 1, but is ${String(limit)}.`);
}
