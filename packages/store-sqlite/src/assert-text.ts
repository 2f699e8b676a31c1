import { InvalidArgumentError } from '@windrow/core';
import { isTorn } from './driver/bindable.js';

/** For text that is stored as it is. @throws InvalidArgumentError for a NUL character, at which a driver would cut it off */
export function assertText(argument: string, value: string): void {
  if (typeof value !== 'string') throw new InvalidArgumentError(argument, `must be a string, not ${typeof value}.`);
  if (isTorn(value)) throw new InvalidArgumentError(argument, 'must not contain a NUL character.');
}
