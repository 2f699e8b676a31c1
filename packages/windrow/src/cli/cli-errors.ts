import { WindrowError } from '@windrow/core';

/** `USAGE`: the command line itself is wrong. */
export class UsageError extends WindrowError {
  readonly code = 'USAGE';
}

/** `INTERRUPTED`: a person stopped the command; what the store holds stays as it is. */
export class InterruptedError extends WindrowError {
  readonly code = 'INTERRUPTED';
}
