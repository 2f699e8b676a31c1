import type { Tags } from '../store/stored-task.js';
import type { Claim } from '../task/claim.js';

/** Why the signal of a train function was aborted; its `reason` is an error with one of these codes. */
export type AbortReason = 'CANCELLED' | 'TIME_LIMIT' | 'LEASE_LOST' | 'SHUTDOWN';

/** What a train function is given besides its task. */
export interface TrainContext {
  /** Aborted on cancel, time limit, lost lease and shutdown; the reason says which. */
  readonly signal: AbortSignal;
  /** Any JSON value, shown to whoever watches. Throttled and fenced. */
  progress(value: unknown): void;
  log(message: string): void;
  /** From 1, counted per step. */
  readonly attempt: number;
  /** Absent where no pool is involved. */
  readonly claim?: Claim;
  /** The task's tags; absent where no pool is involved. */
  readonly tags?: Tags;
  /** What the worker was given for its train function. */
  readonly args?: unknown;
}

/**
 * Runs one step of one task. `input` is the definition on the first step and the last step's result afterwards; what it returns
 * is committed.
 */
export type TrainFunction<Input = unknown, Output = unknown> = (
  input: Input,
  context: TrainContext,
) => Output | Promise<Output>;
