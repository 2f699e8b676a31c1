import { InvalidArgumentError } from '@windrow/core';

/** SQLite's text ends at a NUL character. @throws InvalidArgumentError */
export function assertText(argument: string, value: string): void {
  if (typeof value !== 'string') throw new InvalidArgumentError(argument, `must be a string, not ${typeof value}.`);
  if (value.includes('\0')) throw new InvalidArgumentError(argument, 'must not contain a NUL character.');
}
