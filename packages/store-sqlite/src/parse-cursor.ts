import { InvalidArgumentError } from '@windrow/core';

/** The number in a cursor of this store; 0 for the beginning. @throws InvalidArgumentError */
export function parseCursor(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (!/^\d{1,15}$/.test(cursor)) {
    throw new InvalidArgumentError('cursor', `${JSON.stringify(cursor)} was not returned by this store.`);
  }
  return Number(cursor);
}
