import type { Backoff } from '../task/backoff.js';
import type { StatusCounts } from '../task/status.js';

/** What a pool gives to tasks that do not say otherwise, and how it treats ended ones. Everything optional is off. */
export interface PoolSettingsValues {
  /** A paused pool hands out nothing. */
  readonly paused: boolean;
  /** 1 … 100; default 3. */
  readonly maxAttempts?: number;
  readonly backoff?: Backoff;
  readonly timeLimitMs?: number;
  readonly leaseMs?: number;
  readonly retention?: Retention;
}

/** Removes ended tasks; never recorders or their artifacts. */
export interface Retention {
  /** Older than this by their end, ms; at least an hour. */
  readonly olderThanMs: number;
  readonly statuses: readonly ('done' | 'failed' | 'cancelled')[];
}

/** The settings of a pool, with the version that a change is compared with. */
export interface PoolSettings {
  /** 0 while nothing was ever stored. */
  readonly version: number;
  readonly values: PoolSettingsValues;
}

/** A pool, as a listing of all pools shows it. */
export interface PoolSummary {
  readonly pool: string;
  readonly counts: StatusCounts;
  readonly paused: boolean;
}
