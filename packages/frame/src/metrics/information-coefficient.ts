import type { Frame } from '../frame/frame.js';
import { pearson, spearman } from './correlation.js';
import { measureDaily, type Pairs } from './day-pairs.js';
import type { DailyMetric, MetricColumns } from './metric-columns.js';
import { momentsOf } from './moments.js';

/** A daily correlation with what is usually said of it. */
export interface InformationCoefficient extends DailyMetric {
  /** The mean over the days on which it is defined; NaN when there are none. */
  readonly mean: number;
  /** Its standard deviation over those days (`ddof = 1`); NaN for fewer than two. */
  readonly std: number;
  /** ICIR: `mean / std`. Not annualised. */
  readonly ir: number;
}

/**
 * The information coefficient: each day's Pearson correlation of predictions and labels, its mean and its ICIR. Rows in which either is
 * NaN are left out; a day with fewer than two rows left, or on which either does not vary, has NaN and does not count in the mean.
 *
 * Source: Grinold and Kahn, *Active Portfolio Management*; qlib's `calc_ic`. Per day it equals `scipy.stats.pearsonr`.
 *
 * @throws EmptyFrameError (`FRAME_EMPTY`), UnknownColumnError (`COLUMN_UNKNOWN`).
 */
export function ic(frame: Frame, columns: MetricColumns = {}): InformationCoefficient {
  return correlate(frame, 'ic', columns, ({ predictions, labels }) => pearson(predictions, labels));
}

/**
 * The rank information coefficient: as {@link ic}, with Spearman's correlation (equal values share the average of their ranks).
 *
 * Source: qlib's `calc_ic`. Per day it equals `scipy.stats.spearmanr`.
 *
 * @throws EmptyFrameError (`FRAME_EMPTY`), UnknownColumnError (`COLUMN_UNKNOWN`).
 */
export function rankIc(frame: Frame, columns: MetricColumns = {}): InformationCoefficient {
  return correlate(frame, 'rank_ic', columns, ({ predictions, labels }) => spearman(predictions, labels));
}

function correlate(
  frame: Frame,
  name: string,
  columns: MetricColumns,
  measure: (pairs: Pairs) => number,
): InformationCoefficient {
  const metric = measureDaily(frame, name, columns, measure);
  const { mean, std } = momentsOf(metric.daily.column(name));
  return { ...metric, mean, std, ir: mean / std };
}
