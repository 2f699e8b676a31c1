import { WindrowError } from '@windrow/frame';
import type { RecorderStatus } from '../store/experiment-store.js';

/** `EXPERIMENT_NOT_FOUND`. */
export class ExperimentNotFoundError extends WindrowError {
  readonly code = 'EXPERIMENT_NOT_FOUND';
  constructor(
    readonly experiment: string,
    readonly nearest: readonly string[] = [],
  ) {
    super(
      `There is no experiment ${JSON.stringify(experiment)}. ${
        nearest.length > 0
          ? `Did you mean ${nearest.map((name) => JSON.stringify(name)).join(' or ')}?`
          : 'List the experiments to see their names and ids.'
      }`,
    );
  }
}

/** `EXPERIMENT_NAME_TAKEN`. */
export class ExperimentNameTakenError extends WindrowError {
  readonly code = 'EXPERIMENT_NAME_TAKEN';
  constructor(
    readonly experiment: string,
    readonly takenBy: string,
  ) {
    super(
      `The name ${JSON.stringify(experiment)} belongs to the living experiment ${takenBy}. Rename that one, or choose another name.`,
    );
  }
}

/** `RECORDER_NOT_FOUND`. */
export class RecorderNotFoundError extends WindrowError {
  readonly code = 'RECORDER_NOT_FOUND';
  constructor(readonly recorderId: string) {
    super(`There is no recorder ${recorderId}: it was purged, or it lives in another store.`);
  }
}

/** `PARAM_CONFLICT`: a param is written once. */
export class ParamConflictError extends WindrowError {
  readonly code = 'PARAM_CONFLICT';
  constructor(
    readonly recorderId: string,
    readonly param: string,
  ) {
    super(
      `Param ${param} of recorder ${recorderId} has another value already. Params are written once; use a tag for what changes.`,
    );
  }
}

/** `RECORDER_STATUS`: a compare-and-set found another status. */
export class RecorderStatusError extends WindrowError {
  readonly code = 'RECORDER_STATUS';
  constructor(
    readonly recorderId: string,
    readonly found: RecorderStatus,
    readonly wanted: RecorderStatus,
  ) {
    super(
      `Recorder ${recorderId} is ${found} and cannot become ${wanted}. Start a new recorder, or resume this one first.`,
    );
  }
}

/** `RECORDER_FENCED`: a write from an attempt that is no longer the current one. */
export class RecorderFencedError extends WindrowError {
  readonly code = 'RECORDER_FENCED';
  constructor(
    readonly recorderId: string,
    readonly fence: number,
    readonly currentFence: number,
  ) {
    super(
      `Recorder ${recorderId} belongs to fence ${currentFence}; a write under fence ${fence} was refused. Drop this attempt.`,
    );
  }
}
