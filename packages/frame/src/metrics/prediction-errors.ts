import type { Frame } from '../frame/frame.js';
import { measureDaily, type Pairs } from './day-pairs.js';
import type { DailyMetric, MetricColumns } from './metric-columns.js';
import { isConstant, meanOf, squaresAround } from './moments.js';

/**
 * The share of the labels' variance that predictions explain, per day and overall: `1 − Σ(label − prediction)² / Σ(label − mean)²`, with
 * the mean of the day, or of all rows. Below 0 the mean would have predicted better. Rows in which either is NaN are left out; NaN with
 * fewer than two rows or when labels do not vary. Equals `sklearn.metrics.r2_score` where that is defined.
 *
 * @throws EmptyFrameError (`FRAME_EMPTY`), UnknownColumnError (`COLUMN_UNKNOWN`).
 */
export function r2(frame: Frame, columns: MetricColumns = {}): DailyMetric {
  return measureDaily(frame, 'r2', columns, (pairs) => {
    const mean = meanOf(pairs.labels);
    const squares = squaresAround(pairs.labels, mean);
    if (pairs.labels.length < 2 || isConstant(squares, pairs.labels.length, mean)) return Number.NaN;
    return 1 - (meanLoss(pairs, square) * pairs.labels.length) / squares;
  });
}

/**
 * The root of the mean squared error, per day and overall. Rows in which either value is NaN are left out; NaN without rows.
 *
 * @throws EmptyFrameError (`FRAME_EMPTY`), UnknownColumnError (`COLUMN_UNKNOWN`).
 */
export function rmse(frame: Frame, columns: MetricColumns = {}): DailyMetric {
  return measureDaily(frame, 'rmse', columns, (pairs) => Math.sqrt(meanLoss(pairs, square)));
}

/**
 * The mean absolute error, per day and overall. Rows in which either value is NaN are left out; NaN without rows.
 *
 * @throws EmptyFrameError (`FRAME_EMPTY`), UnknownColumnError (`COLUMN_UNKNOWN`).
 */
export function mae(frame: Frame, columns: MetricColumns = {}): DailyMetric {
  return measureDaily(frame, 'mae', columns, (pairs) => meanLoss(pairs, Math.abs));
}

/**
 * The share of rows whose prediction has the sign of the label, per day and overall; a zero has the sign of a zero alone. Rows in which
 * either value is NaN are left out; NaN without rows.
 *
 * @throws EmptyFrameError (`FRAME_EMPTY`), UnknownColumnError (`COLUMN_UNKNOWN`).
 */
export function hitRate(frame: Frame, columns: MetricColumns = {}): DailyMetric {
  return measureDaily(frame, 'hit_rate', columns, ({ predictions, labels }) => {
    let hits = 0;
    for (let at = 0; at < labels.length; at++) {
      if (Math.sign(predictions[at] as number) === Math.sign(labels[at] as number)) hits++;
    }
    return hits / labels.length;
  });
}

function square(value: number): number {
  return value * value;
}

function meanLoss({ predictions, labels }: Pairs, loss: (error: number) => number): number {
  return meanOf(labels.map((label, at) => loss(label - (predictions[at] as number))));
}
