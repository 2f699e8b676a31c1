import type { Frame } from '../frame/frame.js';

/** Which columns a metric compares. */
export interface MetricColumns {
  /** The column of predictions. Default `score`. */
  readonly prediction?: string | undefined;
  /** The column of what came true. Default `label`. */
  readonly label?: string | undefined;
}

/** A metric of each day, and of all rows together. A day is an instant of the frame, so with minute bars it is a minute. */
export interface DailyMetric {
  /** One row per day that the frame has rows for, without instruments, sorted, in one column named after the metric; NaN where undefined. */
  readonly daily: Frame;
  /** The metric of all rows at once, whatever their day. */
  readonly overall: number;
}
