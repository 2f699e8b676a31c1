import type { InstantLike } from '@windrow/frame';
import type { SubmitOutcome, Tags } from '../store/stored-task.js';
import type { Backoff } from '../task/backoff.js';
import type { TaskDefinition } from '../task/definition.js';

/** What may be said of a task besides its definition. What is left out comes from the pool's settings, or is off. */
export interface TaskOptions {
  /** Part of the task's identity: equal definitions in different scopes are different tasks. */
  readonly scope?: string;
  /** A whole number in ±32,767, higher first; default 0. */
  readonly priority?: number;
  /** Up to 64 short facts to filter by. */
  readonly tags?: Tags;
  /** What a worker must offer; see `canonicalRoute`. Default: nothing. */
  readonly requires?: readonly string[];
  /** Per step, 1 to 100; default: the pool's, else 3. */
  readonly maxAttempts?: number;
  /** Default: the pool's, else 1 s doubling up to a minute, half of it random. */
  readonly backoff?: Backoff;
  /** Default: the pool's, else none. */
  readonly timeLimitMs?: number;
  /** Claimable this long after the submit, by the store's clock. */
  readonly delayMs?: number;
  /** Claimable at this instant. Not together with `delayMs`. */
  readonly availableAt?: InstantLike;
}

/** One task with its own options. */
export interface TaskInput extends TaskOptions {
  readonly definition: TaskDefinition;
}

/** What a submit does about definitions that the pool has already. */
export interface SubmitOptions {
  /**
   * What to do with a definition that the pool has already: take it as it is (`reuse`, the default, which tells when it had
   * failed), run it again if it has ended (`rerun`), or throw `DuplicateTaskError` after everything was submitted (`error`).
   */
  readonly onDuplicate?: 'reuse' | 'rerun' | 'error';
  /** What to do when what is reused was made by other code: tell (`warn`, the default), run it again, or throw. */
  readonly onVersionChange?: 'warn' | 'rerun' | 'error';
}

/** What `createTasks` says of all its definitions. */
export interface CreateTasksOptions extends TaskOptions, SubmitOptions {
  /** Only says which would be new: nothing is stored. */
  readonly dryRun?: boolean;
}

/** What became of one input. */
export interface SubmittedTask extends SubmitOutcome {
  readonly key: string;
}

/** What became of definitions that were submitted. */
export interface CreateTasksResult {
  /** One per input, in input order. On a dry run `created` says that the task would be new; its id is made up. */
  readonly tasks: readonly SubmittedTask[];
  /** The stored ids, in input order; equal definitions have one id. */
  readonly ids: readonly string[];
  readonly created: number;
  readonly reused: number;
  readonly reran: number;
  /** Reused tasks that had failed: they will not run by themselves. */
  readonly reusedFailed: readonly string[];
  /** Reused results that other code made, with its version. */
  readonly otherVersion: readonly { readonly id: string; readonly codeVersion: string }[];
}
