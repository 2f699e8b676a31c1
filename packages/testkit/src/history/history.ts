import type { Settlement, StoredTask } from '@windrow/core';

/** A claim as the one who made it saw it. Times are microseconds of the machine's monotonic clock. */
export interface Taken {
  readonly taskId: string;
  readonly fence: number;
  /** One per claim request: two of them for one fence are two holders. */
  readonly holder: string;
  readonly begin: number;
  readonly end: number;
}

/** An end as the one who asked for it saw it. */
export interface Ended {
  readonly taskId: string;
  readonly fence: number;
  readonly kind: Settlement['kind'];
  /** `unknown`: the reply was lost. */
  readonly outcome: 'settled' | 'repeated' | 'lost' | 'unknown';
  readonly begin: number;
  readonly end: number;
}

/** What clients wrote down of a concurrent run, and what the store holds after it. */
export interface History {
  /** Ids whose submit was acknowledged. */
  readonly submitted: ReadonlySet<string>;
  /** Ids that somebody asked to be removed. */
  readonly removed: ReadonlySet<string>;
  /** Ids that somebody asked to be reset or cancelled. */
  readonly changed: ReadonlySet<string>;
  readonly taken: readonly Taken[];
  readonly ended: readonly Ended[];
  /** Everything, read with result and history. */
  readonly stored: readonly StoredTask[];
}

/** Microseconds of a clock that all processes of a machine share and that never goes back. */
export function monotonicMicros(): number {
  return Number(process.hrtime.bigint() / 1_000n);
}

/** The result that the holder of this fence writes, so that a reader can tell whose it is. */
export function resultText(taskId: string, fence: number): string {
  return `${taskId} under fence ${fence}`;
}
