import { WindrowError } from '@windrow/frame';
import type { CurrentHolder } from '../store/attempt-transitions.js';
import type { SubmitOutcome } from '../store/stored-task.js';
import type { Claim } from '../task/claim.js';

/** `INVALID_ARGUMENT`: an option or argument is wrong; nothing was done. */
export class InvalidArgumentError extends WindrowError {
  readonly code = 'INVALID_ARGUMENT';
  constructor(
    /** Where: `RollingGen.step`, `claim.limit`. */
    readonly argument: string,
    readonly reason: string,
  ) {
    super(`${argument}: ${reason}`);
  }
}

/** `INVALID_DEFINITION`: a definition is not plain I-JSON. `path` leads to the offending value. */
export class InvalidDefinitionError extends WindrowError {
  readonly code = 'INVALID_DEFINITION';
  constructor(
    readonly path: string,
    readonly reason: string,
  ) {
    super(`A task definition must be plain JSON, but ${path || 'the definition'} ${reason}.`);
  }
}

/** `DUPLICATE_TASK`: tasks with these keys exist and `onDuplicate` is `error`. New ones were stored all the same. */
export class DuplicateTaskError extends WindrowError {
  readonly code = 'DUPLICATE_TASK';
  constructor(
    readonly pool: string,
    readonly duplicates: readonly string[],
    /** One per input, in input order. */
    readonly outcomes: readonly SubmitOutcome[],
  ) {
    super(
      `${duplicates.length} of ${outcomes.length} tasks are in pool "${pool}" already (first: ${duplicates[0] ?? 'none'}). ` +
        `The others were stored. Use onDuplicate: 'reuse' to take what is there or 'rerun' to run it again.`,
    );
  }
}

/** `TASK_NOT_FOUND`. */
export class TaskNotFoundError extends WindrowError {
  readonly code = 'TASK_NOT_FOUND';
  constructor(
    readonly pool: string,
    readonly taskId: string,
  ) {
    super(`Pool "${pool}" has no task ${taskId}: it was removed, or the id belongs to another pool.`);
  }
}

/** `POOL_NOT_FOUND`. */
export class PoolNotFoundError extends WindrowError {
  readonly code = 'POOL_NOT_FOUND';
  constructor(
    readonly pool: string,
    readonly nearest: readonly string[],
  ) {
    super(
      `There is no pool "${pool}". ${nearest.length > 0 ? `Did you mean ${nearest.map((name) => `"${name}"`).join(' or ')}?` : 'The store has no pool yet; submit a task first.'}`,
    );
  }
}

/** `CLAIM_LOST`: the claim is no longer the current one; the stored task was left as it was. */
export class ClaimLostError extends WindrowError {
  readonly code = 'CLAIM_LOST';
  constructor(
    readonly claim: Claim,
    /** Absent when the task is gone. */
    readonly current: CurrentHolder | undefined,
    readonly operation: string,
  ) {
    super(
      `Task ${claim.taskId} of pool "${claim.pool}" is no longer held under fence ${claim.fence} (${operation} was refused, nothing was written): ` +
        (current === undefined
          ? 'the task was removed.'
          : `it is ${current.status} under fence ${current.fence}${current.workerId === undefined ? '' : `, held by ${current.workerId}`}. `) +
        (current === undefined ? '' : 'Drop this attempt; whoever holds the task now will end it.'),
    );
  }
}

/** `PAYLOAD_TOO_LARGE`: refused before any I/O. */
export class PayloadTooLargeError extends WindrowError {
  readonly code = 'PAYLOAD_TOO_LARGE';
  constructor(
    readonly what: string,
    readonly bytes: number,
    readonly limitBytes: number,
  ) {
    super(
      `${what} has ${bytes} bytes, the limit is ${limitBytes}. Keep large data in a file or an artifact and store its name.`,
    );
  }
}

/** `INVALID_FILTER`: refused before it reached a store. */
export class InvalidFilterError extends WindrowError {
  readonly code = 'INVALID_FILTER';
  constructor(
    readonly path: string,
    readonly reason: string,
  ) {
    super(`Filter${path === '' ? '' : ` at ${path}`}: ${reason}`);
  }
}

/** `CODEC`: bytes that are no value of the codec, or a value that the codec does not take. */
export class CodecError extends WindrowError {
  readonly code = 'CODEC';
  constructor(
    readonly reason: string,
    options: { readonly cause?: unknown } = {},
  ) {
    super(`Codec: ${reason}`, options);
  }
}

/** `WAIT_TIMEOUT`. */
export class WaitTimeoutError extends WindrowError {
  readonly code = 'WAIT_TIMEOUT';
  constructor(
    readonly pool: string,
    readonly timeoutMs: number,
    readonly unfinished: number,
    readonly liveWorkers: number,
  ) {
    super(
      `After ${timeoutMs} ms ${unfinished} tasks of pool "${pool}" have not ended; ` +
        (liveWorkers === 0 ? 'no worker is alive: start one.' : `${liveWorkers} workers are alive: wait longer.`),
    );
  }
}
