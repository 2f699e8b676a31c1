import { selectQuantile } from '../metrics/quantile.js';
import type { FrameView } from './frame-view.js';

/** A column in a few numbers, as pandas' `describe` has them. Missing values count in `missing` alone. All are NaN without a value. */
export interface ColumnSummary {
  /** Values that are not missing. */
  readonly count: number;
  /** Values that are NaN. */
  readonly missing: number;
  readonly mean: number;
  /** Standard deviation with `ddof = 1`; NaN for fewer than two values. */
  readonly std: number;
  readonly min: number;
  /** Quartiles, interpolated linearly. */
  readonly q25: number;
  readonly median: number;
  readonly q75: number;
  readonly max: number;
}

/** A frame in a few numbers. */
export interface FrameSummary {
  readonly rows: number;
  /** Instants that rows have. */
  readonly times: number;
  /** Instruments that rows have. */
  readonly instruments: number;
  /** The first and last instant, epoch milliseconds; `undefined` without rows. */
  readonly firstMs: number | undefined;
  readonly lastMs: number | undefined;
  readonly columns: ReadonlyMap<string, ColumnSummary>;
}

/** A frame in a few numbers; see `Frame.describe`. */
export function describeFrame(frame: FrameView): FrameSummary {
  const { times, instruments } = frame.compact();
  return {
    rows: frame.length,
    times: times.length,
    instruments: instruments.length,
    firstMs: times[0],
    lastMs: times[times.length - 1],
    columns: new Map(Array.from(frame.columns, ([name, values]) => [name, describeColumn(values)])),
  };
}

function describeColumn(values: Float64Array): ColumnSummary {
  const present = values.filter((value) => !Number.isNaN(value)).sort();
  const count = present.length;
  let sum = 0;
  for (const value of present) sum += value;
  const mean = count === 0 ? Number.NaN : sum / count;
  let squares = 0;
  for (const value of present) squares += (value - mean) ** 2;
  return {
    count,
    missing: values.length - count,
    mean,
    std: count < 2 ? Number.NaN : Math.sqrt(squares / (count - 1)),
    min: selectQuantile(present, 0),
    q25: selectQuantile(present, 0.25),
    median: selectQuantile(present, 0.5),
    q75: selectQuantile(present, 0.75),
    max: selectQuantile(present, 1),
  };
}
