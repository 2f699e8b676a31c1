import { type Frame, ic, rankIc } from '@windrow/frame';
import { longShort } from './long-short.js';
import { pairedSignal } from './paired-signal.js';

/** What an analysis of a signal computes. */
export interface SignalAnalysisOptions {
  /** Also what a portfolio long the best and short the worst would have returned, if labels are returns. Default false. */
  readonly longShort?: boolean | undefined;
  /** Periods of a year, to annualise the long-short return. Default 252. */
  readonly annScaler?: number | undefined;
  /** The share of rows that is held long, and short. Default 0.2. */
  readonly quantile?: number | undefined;
}

/** What an analysis of a signal gives: figures, and series of days. */
export interface SignalAnalysis {
  /** By the reference's names: `IC`, `ICIR`, `Rank IC`, `Rank ICIR`, and with `longShort` the annualised return and Sharpe ratio of `Long-Short` and `Long-Avg`. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Series by their artifact's name: `ic`, `ric`, and with `longShort` `long_short_r`, `long_avg_r`. One row per day, NaN where undefined. */
  readonly series: ReadonlyMap<string, Frame>;
}

/**
 * How good a signal is, day by day: of one model's predictions, or of an ensembled frame. Only rows that both frames have count.
 * (Reference: `SigAnaRecord`.)
 *
 * @throws ColumnMismatchError when a frame has not exactly one column; EmptyFrameError when the frames share no row
 */
export function analyseSignal(pred: Frame, label: Frame, options: SignalAnalysisOptions = {}): SignalAnalysis {
  const paired = pairedSignal(pred, label);
  const linear = ic(paired);
  const ranked = rankIc(paired);
  const metrics: Record<string, number> = {
    IC: linear.mean,
    ICIR: linear.ir,
    'Rank IC': ranked.mean,
    'Rank ICIR': ranked.ir,
  };
  const series = new Map([
    ['ic', linear.daily],
    ['ric', ranked.daily],
  ]);
  if (options.longShort === true) {
    const { annScaler = 252, quantile = 0.2 } = options;
    const { longShort: spread, average } = longShort(paired, quantile);
    Object.assign(metrics, annualised('Long-Short', spread.column('long_short'), annScaler));
    Object.assign(metrics, annualised('Long-Avg', average.column('long_avg'), annScaler));
    series.set('long_short_r', spread).set('long_avg_r', average);
  }
  return { metrics, series };
}

function annualised(name: string, values: Float64Array, scaler: number): Readonly<Record<string, number>> {
  const known = values.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((so, value) => so + value, 0) / known.length;
  const variance = known.reduce((so, value) => so + (value - mean) ** 2, 0) / (known.length - 1);
  return {
    [`${name} Ann Return`]: mean * scaler,
    [`${name} Ann Sharpe`]: (mean / Math.sqrt(variance)) * Math.sqrt(scaler),
  };
}
