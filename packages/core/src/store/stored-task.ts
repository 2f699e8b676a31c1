import type { AttemptError, AttemptHistory } from '../task/attempt.js';
import type { Backoff } from '../task/backoff.js';
import type { JsonValue } from '../task/definition.js';
import type { FilterNode } from '../task/filter.js';
import type { Origin, TaskStatus } from '../task/status.js';

/** A tag is a scalar; tags are what users filter by. */
export type TagValue = string | number | boolean | null;

/** Short facts by name. */
export type Tags = Readonly<Record<string, TagValue>>;

/** A task as submitted. `id`, `key` and `route` were computed above the store. */
export interface NewTask {
  readonly id: string;
  /** Dedupe key: unique in the pool. */
  readonly key: string;
  /** Canonical JSON text (RFC 8785) of the definition: the truth. A queryable copy is derived from it. */
  readonly definition: string;
  /** Integer in ±32,767; higher first. */
  readonly priority: number;
  /** Becomes claimable this long after the submit. Not together with `availableAt`. */
  readonly delayMs?: number;
  /** Becomes claimable at this instant, epoch ms. */
  readonly availableAt?: number;
  readonly tags: Tags;
  /** Canonical text of what a worker must offer; '' for anybody. */
  readonly route: string;
  /** 1 … 100, per step. */
  readonly maxAttempts: number;
  readonly backoff: Backoff;
  readonly timeLimitMs?: number;
  readonly codeVersion?: string;
  readonly schemaVersion: number;
}

/** What a store did with one task of a submit. */
export interface SubmitOutcome {
  /** The stored id: the one that was sent when `created`, else the one that has the key. */
  readonly id: string;
  /** Whether the stored task has the id that was sent (so a batch repeated after a lost reply tells the truth again). */
  readonly created: boolean;
  readonly status: TaskStatus;
  /** The code version stored with a task that was there before. */
  readonly codeVersion?: string;
  /** With `rerun`: whether this call reset an ended task to `waiting`. */
  readonly reran?: boolean;
}

/** A value of the codec, or where its bytes are. The store never decodes. */
export type StoredResult =
  | { readonly kind: 'inline'; readonly encoding: string; readonly bytes: Uint8Array }
  | {
      readonly kind: 'artifact';
      readonly encoding: string;
      /** The artifact's name under the task's owner. */
      readonly name: string;
      readonly size: number;
      readonly sha256: string;
    };

/** What a reader may ask for beyond a task's plain fields. */
export type TaskField = 'definition' | 'result' | 'stepResult' | 'history' | 'progress';

/** A task as read. Times are epoch ms by the store's clock. The optional last five are there when asked for (and present). */
export interface StoredTask {
  readonly id: string;
  readonly key: string;
  readonly status: TaskStatus;
  readonly priority: number;
  /** Submission number: grows in the pool, with gaps. */
  readonly seq: number;
  readonly route: string;
  readonly tags: Tags;
  /** Attempts used in the current step. */
  readonly attempts: number;
  readonly maxAttempts: number;
  readonly backoff: Backoff;
  readonly timeLimitMs?: number;
  readonly fence: number;
  readonly origin?: Origin;
  readonly workerId?: string;
  readonly leaseUntil?: number;
  readonly cancelRequested: boolean;
  readonly createdAt: number;
  /** Set while a waiting or part-done task is delayed. */
  readonly availableAt?: number;
  /** Start of the current or last attempt. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly codeVersion?: string;
  readonly schemaVersion: number;
  /** The error of the last failed attempt, while the task is not `done`. */
  readonly error?: AttemptError;

  readonly definition?: string;
  /** Only on `done`. */
  readonly result?: StoredResult;
  /** The last finished step's result; kept while the next step runs and after it, until a reset to `waiting`. */
  readonly stepResult?: StoredResult;
  readonly history?: AttemptHistory;
  readonly progress?: JsonValue;
}

/** Which tasks a store lists, and what of each. */
export type ListQuery =
  /** By (seq, id); `cursor` is what the page before returned. */
  | {
      readonly filter?: FilterNode;
      readonly fields: readonly TaskField[];
      readonly limit: number;
      readonly cursor?: string;
    }
  /** The first `top` (≤ 1,000) in another order; ties by seq. Tasks without the value come last. */
  | {
      readonly filter?: FilterNode;
      readonly fields: readonly TaskField[];
      readonly order: {
        readonly by: 'priority' | 'createdAt' | 'startedAt' | 'endedAt' | 'seq';
        readonly descending: boolean;
      };
      readonly top: number;
    };

/** A page of tasks. */
export interface TaskPage {
  readonly tasks: readonly StoredTask[];
  /** Absent on the last page. */
  readonly cursor?: string;
}

/** Which tasks a store changes: by id, or all that match. */
export type TaskSelection = { readonly ids: readonly string[] } | { readonly filter?: FilterNode };
