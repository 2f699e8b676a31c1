import type { EndedStatus, Origin } from '../task/status.js';
import type { Tags } from './stored-task.js';

/** What a person may do to tasks, whoever holds them. */
export type AdminChange =
  | { readonly kind: 'prioritize'; readonly priority: number }
  | { readonly kind: 'cancel' }
  /**
   * Back to `waiting` (drops the step's result) or to `part_done` (keeps it; only where there is one). From ended statuses and
   * from the other origin; from `running` only with `force`, which raises the fence. Attempts are given back, the result and a
   * cancel request go, history and place in the order stay. `codeVersion`, when given, replaces the stored one.
   */
  | { readonly kind: 'reset'; readonly to: Origin; readonly force: boolean; readonly codeVersion?: string }
  /** Only `waiting` and `part_done`. */
  | { readonly kind: 'delay'; readonly delayMs?: number; readonly availableAt?: number }
  | { readonly kind: 'tag'; readonly set: Tags; readonly unset: readonly string[] }
  /** A new definition under a new key; the task starts over as `waiting`. A running task only with `force`. */
  | { readonly kind: 'replace'; readonly definition: string; readonly key: string; readonly force: boolean };

/** What a change by hand did to one task. */
export type ChangeResult =
  | 'changed'
  /** cancel: stopped at once */
  | 'cancelled'
  /** cancel: its holder was asked */
  | 'requested'
  | 'already-ended'
  /** refused without `force` */
  | 'running'
  /** the change does not apply to this status */
  | 'not-applicable'
  /** replace: another task has the key */
  | 'duplicate'
  | 'not-found';

/** At most `limit` items; call again with `cursor` for the rest. */
export interface BatchOptions {
  readonly limit: number;
  readonly cursor?: string;
}

/** What a change by hand did to each task of one page. */
export interface ChangeOutcome {
  readonly items: readonly { readonly id: string; readonly outcome: ChangeResult }[];
  readonly cursor?: string;
}

/** What a removal did to each task of one page. */
export interface RemoveOutcome {
  readonly items: readonly { readonly id: string; readonly outcome: 'removed' | 'running' | 'not-found' }[];
  readonly cursor?: string;
}

/** What one bounded piece of reaping did. */
export interface ReapOutcome {
  /** Tasks whose lease had run out, and where they went. */
  readonly expired: readonly { readonly id: string; readonly status: Origin | EndedStatus }[];
  /** Delayed tasks that are due now and have taken their place. */
  readonly due: number;
  /** Ended tasks that the pool's retention removed. */
  readonly retired: number;
  /** Whether the limit cut it short. */
  readonly more: boolean;
}
