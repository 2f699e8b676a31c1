import type { AttemptError } from '../task/attempt.js';
import type { Backoff } from '../task/backoff.js';
import type { Claim } from '../task/claim.js';
import type { FilterNode } from '../task/filter.js';
import type { Origin, TaskStatus } from '../task/status.js';
import type { StoredResult, Tags } from './stored-task.js';

/** One call for tasks, as a store gets it. */
export interface ClaimRequest {
  /** Random; repeated after a lost reply it returns what it already took, and counts no second attempt. */
  readonly requestId: string;
  /** 1 … 1,000. */
  readonly limit: number;
  readonly from: Origin;
  /** 1 … 32 routes this worker serves. */
  readonly routes: readonly string[];
  readonly filter?: FilterNode;
  readonly workerId: string;
  readonly leaseMs: number;
}

/** A task as a claim hands it out: its claim, and all that its attempt needs. */
export interface ClaimedTask {
  readonly claim: Claim;
  readonly key: string;
  readonly definition: string;
  /** The last step's result, when claimed from `part_done`. */
  readonly stepResult?: StoredResult;
  /** Number of this attempt in its step, from 1. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly backoff: Backoff;
  readonly timeLimitMs?: number;
  readonly priority: number;
  readonly tags: Tags;
  readonly codeVersion?: string;
}

/** What a claim took, and when to come back. */
export interface ClaimResult {
  /** In claim order. */
  readonly tasks: readonly ClaimedTask[];
  /** False when a filtered scan stopped at its bound before it had seen every eligible task. */
  readonly exhausted: boolean;
  /**
   * When the next delayed task or lease falls due, ms from now; absent when nothing is scheduled, and where the claim got all that it
   * asked for, since the caller then has no reason to wait.
   */
  readonly nextDueInMs?: number;
}

/** Who holds a task now; what a {@link ClaimLostError} tells. */
export interface CurrentHolder {
  readonly status: TaskStatus;
  readonly fence: number;
  readonly workerId?: string;
}

/** What became of one lease that was to be renewed. */
export type RenewOutcome =
  | { readonly kind: 'held'; readonly leftMs: number; readonly leaseUntil: number; readonly cancelRequested: boolean }
  /** `current` is absent when the task is gone. */
  | { readonly kind: 'lost'; readonly current?: CurrentHolder };

/** How a claim ends. Each appends the attempt to the history in the same atomic step. */
export type Settlement =
  | { readonly kind: 'done'; readonly result?: StoredResult }
  /** One step is finished; attempts count anew. Becomes `cancelled` when a cancel was requested. */
  | { readonly kind: 'part_done'; readonly result?: StoredResult }
  /**
   * The attempt failed: back to the origin after `delayMs`, or `failed` when attempts are used up or `final`.
   * `cancelled` instead when a cancel was requested and it is not final.
   */
  | { readonly kind: 'error'; readonly error: AttemptError; readonly final: boolean; readonly delayMs: number }
  /** Given back without using the attempt; `cancelled` when a cancel was requested. */
  | { readonly kind: 'release'; readonly delayMs: number };

/** What became of one attempt that was to be ended. */
export type SettleOutcome =
  /** `repeated`: this very end had been applied before (its reply was lost). */
  | { readonly kind: 'settled'; readonly status: TaskStatus; readonly repeated: boolean }
  | { readonly kind: 'lost'; readonly current?: CurrentHolder };
