import type { Frame } from '@windrow/frame';

/** Out-of-sample within-currency R², summed up three ways. */
export interface Score {
  /** All currencies in one sum. Mostly the pegs: their deviations are the largest. */
  readonly pooled: number;
  /** Pooled over the currencies that hardly ever stand still. */
  readonly floating: number;
  /** The median of the per-currency values. */
  readonly median: number;
}

/** A currency counts as floating with at most this share of days without a move. */
export const floatingLimit = 0.05;

/**
 * One minus squared error over squared deviation from each currency's own mean over the same rows.
 *
 * @param rows indices into `truth`; a forecast must have a value at each
 * @param forecast per row of `truth`
 * @param stillShare per currency, the share of days without a move
 */
export function score(
  truth: Frame,
  rows: Int32Array,
  forecast: Float64Array,
  stillShare: ReadonlyMap<string, number>,
): Score {
  const perCurrency = squaredSums(truth, rows, forecast);
  const floating = perCurrency.filter((_, c) => (stillShare.get(truth.instruments[c] as string) ?? 1) <= floatingLimit);
  const values = perCurrency
    .map(ratio)
    .filter((value) => !Number.isNaN(value))
    .sort((a, b) => a - b);
  return { pooled: ratio(total(perCurrency)), floating: ratio(total(floating)), median: middle(values) };
}

interface SquaredSums {
  readonly error: number;
  readonly deviation: number;
}

function squaredSums(truth: Frame, rows: Int32Array, forecast: Float64Array): readonly SquaredSums[] {
  const label = truth.column(truth.columnNames[0] as string);
  const size = truth.instruments.length;
  const count = new Float64Array(size);
  const mean = new Float64Array(size);
  const code = (row: number): number => truth.instrumentCodes[row] as number;
  for (const row of rows) {
    count[code(row)] = (count[code(row)] as number) + 1;
    mean[code(row)] = (mean[code(row)] as number) + (label[row] as number);
  }
  for (let c = 0; c < size; c++) mean[c] = (mean[c] as number) / (count[c] as number);
  const error = new Float64Array(size);
  const deviation = new Float64Array(size);
  for (const row of rows) {
    const c = code(row);
    error[c] = (error[c] as number) + ((label[row] as number) - (forecast[row] as number)) ** 2;
    deviation[c] = (deviation[c] as number) + ((label[row] as number) - (mean[c] as number)) ** 2;
  }
  return Array.from({ length: size }, (_, c) => ({ error: error[c] as number, deviation: deviation[c] as number }));
}

function total(sums: readonly SquaredSums[]): SquaredSums {
  return {
    error: sums.reduce((so, { error }) => so + error, 0),
    deviation: sums.reduce((so, { deviation }) => so + deviation, 0),
  };
}

function ratio({ error, deviation }: SquaredSums): number {
  return 1 - error / deviation;
}

function middle(sorted: readonly number[]): number {
  const half = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1
    ? (sorted[half] as number)
    : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
}
