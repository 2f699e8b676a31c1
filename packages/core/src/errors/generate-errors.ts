import { WindrowError } from '@windrow/frame';

/** `INVALID_TEMPLATE`: a task lacks what a generator needs, or has it in a shape that it cannot use. */
export class InvalidTemplateError extends WindrowError {
  readonly code = 'INVALID_TEMPLATE';

  constructor(
    /** Where in the task, as a dotted path: `dataset.kwargs.segments.test`. */
    readonly path: string,
    readonly reason: string,
  ) {
    super(`the task's ${path} ${reason}`);
  }
}

/** `EMPTY_SEGMENT`: no step of the calendar lies between the two ends of a segment. */
export class EmptySegmentError extends WindrowError {
  readonly code = 'EMPTY_SEGMENT';

  constructor(
    /** The segment's name, or `undefined` when it has none. */
    readonly segment: string | undefined,
    /** Its ends as given. */
    readonly start: string,
    readonly end: string,
    readonly reason: string,
  ) {
    super(
      `segment ${segment === undefined ? '' : `"${segment}" `}${start} … ${end} is empty: ${reason}; move its ends apart`,
    );
  }
}

/**
 * The facts of a leak. Times are text, `open` where there is no end; `labelEnd` is the last step that a label of the segment reads. The
 * segment `fit` is the fit window of the handler.
 */
export interface Leak {
  readonly segment: string;
  readonly segmentEnd: string;
  readonly labelEnd: string;
  readonly testStart: string;
  readonly labelHorizon: number;
  /** The last step on which the segment could end; `undefined` when the test starts too early for any. */
  readonly latestEnd: string | undefined;
}

/** `LEAKAGE`: something that is learnt from reaches into the test. */
export class LeakageError extends WindrowError {
  readonly code = 'LEAKAGE';

  constructor(
    message: string,
    /** The leak, where a task was looked at; `undefined` when the options alone allow one. */
    readonly leak?: Leak,
  ) {
    super(message);
  }
}
