import type { Key } from '@windrow/core';
import type { FrameData } from '@windrow/frame';
import type { AverageEnsembleOptions } from '../../ensemble/average/average-options.js';
import type { RollingEnsembleOptions } from '../../ensemble/rolling/rolling-ensemble.js';

/** A built-in ensemble as data; closures cannot move to a thread. */
export type MovableEnsemble =
  | { readonly name: 'RollingEnsemble'; readonly options: RollingEnsembleOptions }
  | { readonly name: 'AverageEnsemble'; readonly options: AverageEnsembleOptions };

/** One group's members, on shared memory. */
export type ReduceJob = readonly (readonly [Key, FrameData])[];

/** Sent to a thread: all jobs, of which it takes one after the other until none is free. */
export interface ReduceBatch {
  readonly ensemble: MovableEnsemble;
  readonly jobs: readonly ReduceJob[];
  /** Per job 0, or who has taken it; changed only by compare-and-exchange. */
  readonly takers: Int32Array;
  /** What the thread writes there. */
  readonly taker: number;
}

/** Sent back, once for each job taken, and once at the end. */
export type ReduceReply =
  | { readonly kind: 'done'; readonly job: number; readonly frame: FrameData; readonly report: unknown }
  | { readonly kind: 'failed'; readonly job: number }
  | { readonly kind: 'finished' };

/** Takes the first job that nobody has; −1 when none is left. */
export function takeJob(takers: Int32Array, taker: number): number {
  for (let job = 0; job < takers.length; job++) {
    if (Atomics.load(takers, job) === 0 && Atomics.compareExchange(takers, job, 0, taker) === 0) return job;
  }
  return -1;
}
