import { WindrowError, type WindrowErrorOptions } from '@windrow/frame';

/** `POOL_ARCHIVE`: a file of a pool cannot be imported: damaged, cut off, or made by something else. */
export class PoolArchiveError extends WindrowError {
  readonly code = 'POOL_ARCHIVE';
  constructor(
    /** Where in the file; empty for the whole. */
    readonly entry: string,
    readonly reason: string,
    options: WindrowErrorOptions = {},
  ) {
    super(
      `The pool's file cannot be imported${entry === '' ? '' : `: ${JSON.stringify(entry)}`}: ${reason}. Export the pool again.`,
      options,
    );
  }
}
