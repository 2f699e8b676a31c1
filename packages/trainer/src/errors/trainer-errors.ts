import { type RecorderRef, WindrowError } from '@windrow/core';

/** `PLACEHOLDER`: a `<path>` in a record's kwargs leads nowhere in the definition. */
export class PlaceholderError extends WindrowError {
  readonly code = 'PLACEHOLDER';
  constructor(
    readonly path: string,
    readonly part: string,
  ) {
    super(
      `The placeholder <${path}> leads nowhere: the definition has no "${part}" there. Use <MODEL>, <DATASET> or a dotted path such as <dataset.kwargs.segments.test.0>.`,
    );
  }
}

/** One task that did not get through. */
export interface FailedTask {
  /** Position in the list that was given to `train`. */
  readonly index: number;
  /** Absent where no pool is involved. */
  readonly taskId?: string;
  readonly status: 'failed' | 'cancelled' | 'removed';
  readonly error?: { readonly name: string; readonly message: string; readonly code?: string };
}

/** `TRAINING_FAILED`: some tasks ended without a result; the others are in `succeeded`. */
export class TrainingFailedError extends WindrowError {
  readonly code = 'TRAINING_FAILED';
  constructor(
    readonly failed: readonly FailedTask[],
    /** By position in the list; undefined where the task failed. */
    readonly succeeded: readonly (RecorderRef | undefined)[],
  ) {
    const first = failed[0];
    const why =
      first === undefined
        ? ''
        : ` First: task ${first.taskId ?? `number ${first.index}`} ${first.status}${first.error === undefined ? '' : `, ${first.error.name}: ${first.error.message}`}.`;
    super(
      `${failed.length} of ${succeeded.length} tasks did not train.${why} The results of the others are in error.succeeded; ` +
        `retry the failed ones when the cause is mended.`,
    );
  }
}

/**
 * `SHUTDOWN`: SIGTERM or SIGINT has stopped the helper of a trainer that handles signals, and so its wait. What it held is given back; the
 * tasks stay in their pool, for workers elsewhere or for the next call with the same tasks.
 */
export class TrainingStoppedError extends WindrowError {
  readonly code = 'SHUTDOWN';
  constructor(
    readonly pool: string,
    /** By position in the list that was given; open ones may be waited for by these. */
    readonly taskIds: readonly string[],
    /** By position in the list; undefined where a task is still open, or has failed. */
    readonly succeeded: readonly (RecorderRef | undefined)[],
    /** How many have not ended. */
    readonly open: number,
  ) {
    super(
      `Training was stopped by a signal: ${open} of ${taskIds.length} tasks of pool ${JSON.stringify(pool)} have not ended. They stay there: train the same tasks again to go on, or wait for error.taskIds while workers elsewhere do.`,
    );
  }
}

/** `WORKER_NOT_SUPPORTED`: this trainer has no pool that others could help with. */
export class WorkerNotSupportedError extends WindrowError {
  readonly code = 'WORKER_NOT_SUPPORTED';
  constructor(readonly trainer: string) {
    super(`${trainer} trains in this process only, so no worker can help. Use TrainerRM or DelayTrainerRM.`);
  }
}

/** `INVALID_TASK`: a definition names no model or no dataset. */
export class InvalidTaskError extends WindrowError {
  readonly code = 'INVALID_TASK';
  constructor(
    readonly part: string,
    readonly reason: string,
  ) {
    super(
      `The task's "${part}" ${reason}. A task to train looks like { model: { class, kwargs }, dataset: { class, kwargs }, record: [...] }.`,
    );
  }
}

/** `HANDLER_LOAD`: the train function cannot be loaded; no task was claimed. */
export class HandlerLoadError extends WindrowError {
  readonly code = 'HANDLER_LOAD';
  /** Whether the child ended while it was loading, so that another one may succeed. */
  readonly childDied: boolean;
  constructor(
    readonly module: string,
    readonly exportName: string,
    readonly reason: string,
    options: { readonly cause?: unknown; readonly childDied?: boolean } = {},
  ) {
    super(
      `The train function ${exportName} of ${module} cannot be loaded: ${reason}. Give the file URL of a module (new URL('./train.js', import.meta.url).href) and the name of an exported function.`,
      options,
    );
    this.childDied = options.childDied ?? false;
  }
}

/** `NOT_A_RECORDER`: a train function of a trainer answered something else than a recorder reference. */
export class NotARecorderError extends WindrowError {
  readonly code = 'NOT_A_RECORDER';
  constructor(
    readonly who: string,
    value: unknown,
  ) {
    super(
      `The ${who} answered ${value === null ? 'null' : typeof value}, not a recorder reference { experimentId, recorderId }. Return recorder.ref, or use runTasks for results of any kind.`,
    );
  }
}
