import { EmptyFrameError } from '../errors/frame-shape-errors.js';
import { Frame } from '../frame/frame.js';
import type { DailyMetric, MetricColumns } from './metric-columns.js';

/** Predictions and labels of the same rows, without those where either is missing. */
export interface Pairs {
  readonly predictions: Float64Array;
  readonly labels: Float64Array;
}

/** Calls back for each run of rows of one instant, in order. The frame must be sorted. */
export function forEachDay(frame: Frame, callback: (start: number, end: number, day: number) => void): void {
  const { timeCodes } = frame;
  let day = 0;
  for (let start = 0; start < frame.length; ) {
    let end = start + 1;
    while (end < frame.length && timeCodes[end] === timeCodes[start]) end++;
    callback(start, end, day++);
    start = end;
  }
}

/** A series of one row per instant that `frame` has rows for, with these columns. The frame must be sorted. */
export function dailyFrame(frame: Frame, columns: Iterable<readonly [string, Float64Array]>): Frame {
  const { times } = frame.compact();
  return Frame.fromParts({
    times,
    timeCodes: Int32Array.from(times.keys()),
    instruments: [''],
    instrumentCodes: new Int32Array(times.length),
    columns,
    sorted: true,
    unique: true,
  });
}

/** The rows from `start` to `end` in which neither value is NaN. */
export function presentPairs(predictions: Float64Array, labels: Float64Array, start: number, end: number): Pairs {
  const pairs = { predictions: new Float64Array(end - start), labels: new Float64Array(end - start) };
  let count = 0;
  for (let row = start; row < end; row++) {
    const prediction = predictions[row] as number;
    const label = labels[row] as number;
    if (Number.isNaN(prediction) || Number.isNaN(label)) continue;
    pairs.predictions[count] = prediction;
    pairs.labels[count++] = label;
  }
  return { predictions: pairs.predictions.subarray(0, count), labels: pairs.labels.subarray(0, count) };
}

/** A metric of pairs, computed for each day and for all rows. */
export function measureDaily(
  frame: Frame,
  name: string,
  columns: MetricColumns,
  measure: (pairs: Pairs) => number,
): DailyMetric {
  if (frame.length === 0) throw new EmptyFrameError(name);
  const sorted = frame.sort();
  const predictions = sorted.column(columns.prediction ?? 'score');
  const labels = sorted.column(columns.label ?? 'label');
  const values: number[] = [];
  forEachDay(sorted, (start, end) => values.push(measure(presentPairs(predictions, labels, start, end))));
  return {
    daily: dailyFrame(sorted, [[name, Float64Array.from(values)]]),
    overall: measure(presentPairs(predictions, labels, 0, sorted.length)),
  };
}
