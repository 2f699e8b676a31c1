import type { Frame } from '@windrow/frame';
import type { Dataset } from './dataset.js';

/** What a model may use while it learns. */
export interface FitContext {
  readonly signal: AbortSignal;
  /** Tells how far the work is; throttled by whoever receives it. */
  progress(value: unknown): void;
  log(message: string): void;
  /** Where the definition names one and the model takes one. */
  readonly reweighter?: Reweighter;
}

/** Learns from a dataset and predicts a segment. (Reference: `qlib.model.base.Model`.) */
export interface Model {
  /** Learns on the dataset's training segment. */
  fit(dataset: Dataset, context: FitContext): void | Promise<void>;
  /** One column `score`, one row for each row of the segment; NaN where a feature is missing. */
  predict(dataset: Dataset, segment: string): Frame | Promise<Frame>;
  /** What its component's `load` needs to make it again: any value of the codec. */
  save(): unknown;
}

/** Gives each training row a weight. (Reference: `qlib.data.dataset.weight.Reweighter`.) */
export interface Reweighter {
  /** One non-negative finite weight per row of `features`. */
  reweight(features: Frame): Float64Array;
}
