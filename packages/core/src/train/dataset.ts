import type { Frame } from '@windrow/frame';
import type { JsonObject } from '../task/definition.js';

/** Both ends inclusive, epoch ms; an absent end is open. */
export interface SegmentRange {
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/**
 * Features and labels by segment, read-only: one dataset may serve many tasks of a worker at once.
 * (Reference: `qlib.data.dataset.DatasetH`.)
 */
export interface Dataset {
  /** What artifact `dataset` keeps: enough to make it again. */
  readonly config: JsonObject;
  readonly segments: ReadonlyMap<string, SegmentRange>;
  /** The instants (epoch ms, ascending) that the data have rows for, whatever the segments: a calendar for windows. Absent where it cannot tell. */
  readonly times?: Float64Array;
  /** Processed features, one column each. Whatever was fitted was fitted on the training segment only. */
  features(segment: string): Frame | Promise<Frame>;
  /** One column. `raw`: as observed; else as a model learns it. NaN where the future is not known. */
  label(segment: string, options?: { readonly raw?: boolean }): Frame | Promise<Frame>;
}
