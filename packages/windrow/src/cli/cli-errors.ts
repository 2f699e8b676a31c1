import { constants } from 'node:os';
import { WindrowError } from '@windrow/core';

/** `USAGE`: the command line itself is wrong. */
export class UsageError extends WindrowError {
  readonly code = 'USAGE';
}

/** `INTERRUPTED`: a person stopped the command; what the store holds stays as it is. */
export class InterruptedError extends WindrowError {
  readonly code = 'INTERRUPTED';
  /** 128 and the signal's number, as shells count: 130 for Ctrl-C, 143 for SIGTERM. */
  readonly exitCode: number;

  constructor(message: string, signal: 'SIGINT' | 'SIGTERM' = 'SIGINT') {
    super(message);
    this.exitCode = 128 + constants.signals[signal];
  }
}
