import { WindrowError } from '@windrow/frame';
import type { AbortReason } from '../train/train-function.js';

/** `TASK_RUNNING`: refused because somebody runs the task. */
export class TaskRunningError extends WindrowError {
  readonly code = 'TASK_RUNNING';
  constructor(
    readonly pool: string,
    readonly taskId: string,
    readonly operation: string,
  ) {
    super(
      `Task ${taskId} of pool "${pool}" is running, so ${operation} was refused. Wait for its end, or use force: true; whoever runs it then loses it.`,
    );
  }
}

/** `CODE_VERSION`: results of other code would be reused and `onVersionChange` is `error`. New tasks were stored all the same. */
export class CodeVersionError extends WindrowError {
  readonly code = 'CODE_VERSION';
  constructor(
    readonly pool: string,
    readonly codeVersion: string,
    readonly tasks: readonly { readonly id: string; readonly codeVersion: string }[],
  ) {
    super(
      `${tasks.length} tasks of pool "${pool}" were made by other code than ${codeVersion} (first: ${tasks[0]?.id ?? 'none'} by ${tasks[0]?.codeVersion ?? 'none'}). ` +
        `Use onVersionChange: 'warn' to take them or 'rerun' to run them again, or change the scope.`,
    );
  }
}

const ABORT_WORDS: Readonly<Record<AbortReason, string>> = {
  CANCELLED: 'was asked to stop',
  TIME_LIMIT: 'ran longer than its time limit',
  LEASE_LOST: 'is no longer held here',
  SHUTDOWN: 'is given back because this process shuts down',
};

/** Why a running task is to stop; the reason of its signal. Its code is one of `CANCELLED TIME_LIMIT LEASE_LOST SHUTDOWN`. */
export class TaskAbortedError extends WindrowError {
  constructor(
    readonly code: AbortReason,
    readonly taskId: string,
    options: { readonly cause?: unknown } = {},
  ) {
    super(`Task ${taskId} ${ABORT_WORDS[code]}. Stop working on it.`, options);
  }
}

/** `POOL_COPY`: a copied task is not what it was copied from. What was copied so far stays; the source was not touched. */
export class PoolCopyError extends WindrowError {
  readonly code = 'POOL_COPY';
  constructor(
    readonly pool: string,
    /** `*` where it is none of the tasks. */
    readonly taskId: string,
    readonly reason: string,
  ) {
    super(
      `${taskId === '*' ? 'The pool' : `Task ${taskId}`} cannot be copied into pool "${pool}": ${reason}. The source is as it was.`,
    );
  }
}
