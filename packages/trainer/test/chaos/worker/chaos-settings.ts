import type { Isolation } from '../../../src/index.js';
import type { Place } from '../store/open-place.js';

/** What a worker process of the chaos is told, as JSON. */
export interface ChaosSettings {
  readonly place: Place;
  /** Its own log. Children that it starts write to files of their own beside it. */
  readonly log: string;
  readonly leaseMs: number;
  /** Tasks at once that run inline. */
  readonly concurrency: number;
  /** Where tasks of the isolated pool run; absent: this worker takes none of them. */
  readonly isolate?: Exclude<Isolation, 'inline'>;
  /** What a child of this worker may use. */
  readonly memoryLimitBytes?: number;
}

/** How far this process's clock is off, as its start is told it; ms. */
export const CLOCK_SHIFT = 'WINDROW_CHAOS_CLOCK_SHIFT_MS';
