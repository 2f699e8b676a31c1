import { EmptyFrameError } from '../errors/frame-shape-errors.js';
import { FrameOptionError } from '../errors/frame-value-errors.js';
import type { Frame } from '../frame/frame.js';
import { forEachDay } from './day-pairs.js';
import { isConstant, meanOf, squaresAround } from './moments.js';

/** Which forecasts are compared, and how. */
export interface DieboldMarianoOptions {
  /** The column of the first forecast. */
  readonly first: string;
  /** The column of the second forecast. */
  readonly second: string;
  /** The column of what came true. Default `label`. */
  readonly label?: string | undefined;
  /** How an error counts: its square (the default) or its size. */
  readonly loss?: 'squared' | 'absolute' | undefined;
  /** How many autocorrelations are counted, 0 for none. Default `floor(4 · (days / 100)^(2/9))`, the rule of Newey and West. */
  readonly lags?: number | undefined;
}

/** Whether one forecast loses less than another. */
export interface DieboldMariano {
  /** `difference / standardError`, about standard normal when both are equally good. Negative: the first is better. NaN when undefined. */
  readonly t: number;
  /** The mean over days of the first's loss less the second's. */
  readonly difference: number;
  /** Its standard error after Newey and West. */
  readonly standardError: number;
  readonly lags: number;
  /** The days that count: those with a row that has both forecasts and the label. */
  readonly days: number;
}

/**
 * The test of Diebold and Mariano of whether two forecasts of one label are equally good. A day's loss difference is the mean over its
 * rows; rows in which a forecast or the label is NaN are left out, and so are days without a row. The variance of the mean over days
 * allows for autocorrelation by Newey and West's estimator: `γ₀ + 2 Σ (1 − k / (lags + 1)) γₖ`, with autocovariances divided by the number
 * of days.
 *
 * Source: Diebold and Mariano (1995), *Comparing Predictive Accuracy*; Newey and West (1987, 1994). `t` equals that of statsmodels'
 * `OLS(difference, 1).fit(cov_type='HAC', cov_kwds={'maxlags': lags})`. It is NaN with fewer than two days, or when all differences are
 * equal.
 *
 * @throws EmptyFrameError (`FRAME_EMPTY`), UnknownColumnError (`COLUMN_UNKNOWN`), FrameOptionError (`FRAME_OPTION_INVALID`) when `lags` is
 * no whole number from 0 to the number of days less one, or `loss` is unknown.
 */
export function dieboldMariano(frame: Frame, options: DieboldMarianoOptions): DieboldMariano {
  const { loss = 'squared' } = options;
  if (loss !== 'squared' && loss !== 'absolute') throw new FrameOptionError('loss', loss, "'squared' or 'absolute'");
  if (frame.length === 0) throw new EmptyFrameError('dieboldMariano');
  const differences = dailyDifferences(frame.sort(), options, loss === 'squared' ? (error) => error * error : Math.abs);
  const days = differences.length;
  const lags = options.lags ?? Math.max(0, Math.min(days - 1, Math.floor(4 * (days / 100) ** (2 / 9))));
  if (!Number.isInteger(lags) || lags < 0 || (lags > 0 && lags >= days)) {
    throw new FrameOptionError(
      'lags',
      lags,
      `a whole number from 0 to ${Math.max(0, days - 1)}, one less than the days`,
    );
  }
  const difference = meanOf(differences);
  const degenerate = days < 2 || isConstant(squaresAround(differences, difference), days, difference);
  const standardError = degenerate ? Number.NaN : Math.sqrt(longRunVariance(differences, difference, lags) / days);
  return { t: difference / standardError, difference, standardError, lags, days };
}

function dailyDifferences(
  sorted: Frame,
  options: DieboldMarianoOptions,
  loss: (error: number) => number,
): Float64Array {
  const first = sorted.column(options.first);
  const second = sorted.column(options.second);
  const labels = sorted.column(options.label ?? 'label');
  const differences: number[] = [];
  forEachDay(sorted, (start, end) => {
    let sum = 0;
    let count = 0;
    for (let row = start; row < end; row++) {
      const label = labels[row] as number;
      const difference = loss(label - (first[row] as number)) - loss(label - (second[row] as number));
      if (Number.isNaN(difference)) continue;
      sum += difference;
      count++;
    }
    if (count > 0) differences.push(sum / count);
  });
  return Float64Array.from(differences);
}

/** Newey and West's estimate, with Bartlett's weights; never negative. */
function longRunVariance(values: Float64Array, mean: number, lags: number): number {
  const count = values.length;
  let variance = squaresAround(values, mean) / count;
  for (let lag = 1; lag <= lags; lag++) {
    let products = 0;
    for (let at = lag; at < count; at++) {
      products += ((values[at] as number) - mean) * ((values[at - lag] as number) - mean);
    }
    variance += (2 * (1 - lag / (lags + 1)) * products) / count;
  }
  return variance;
}
