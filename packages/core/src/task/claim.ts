import type { Origin } from './status.js';

/**
 * The right to end one attempt of one task. Plain data: it can travel to another process.
 */
export interface Claim {
  readonly pool: string;
  readonly taskId: string;
  /** Grows with each claim of the task and never shrinks; every write after the claim is refused unless it is the current one. */
  readonly fence: number;
  /** The status the task was claimed from, and returns to when the claim is given back or runs out. */
  readonly origin: Origin;
  /** When the lease runs out, epoch ms by the store's clock. */
  readonly leaseUntil: number;
  readonly workerId: string;
}
