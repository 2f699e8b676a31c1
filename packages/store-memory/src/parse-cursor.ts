import { InvalidArgumentError } from '@windrow/core';

/** The number in a cursor, 0 for none. @throws InvalidArgumentError for a cursor that no page gave */
export function parseCursor(argument: string, cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new InvalidArgumentError(
    argument,
    `${JSON.stringify(cursor)} is no cursor; pass what the page before returned.`,
  );
}
