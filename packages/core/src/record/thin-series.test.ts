import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetricPoint } from '../store/experiment-store.js';
import { SeriesThinner, thinSeries } from './thin-series.js';

const series = (values: readonly number[]): MetricPoint[] =>
  values.map((value, step) => ({ key: 'loss', step, value, time: step }));

describe('thinSeries (experiment contract, rule 3)', () => {
  it('keeps minimum, maximum and last of each bucket', () => {
    const thin = thinSeries(series([5, 1, 3, 9, 4, 4, 7, 6]), 2);
    expect(thin.map(({ step, value }) => [step, value])).toEqual([
      [1, 1],
      [3, 9],
      [4, 4],
      [6, 7],
      [7, 6],
    ]);
  });

  it('does not take NaN for an extreme', () => {
    const thin = thinSeries(series([Number.NaN, 2, Number.NaN, 1, Number.NaN]), 1);
    expect(thin.map(({ value }) => value)).toEqual([2, 1, Number.NaN]);
  });

  it('keeps the ends of the range, the order and the bound, for any series', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 200 }),
        fc.integer({ min: 1, max: 50 }),
        (values, buckets) => {
          const thin = thinSeries(series(values), buckets);
          expect(thin.length).toBeLessThanOrEqual(Math.max(buckets, Math.min(values.length, 3 * buckets)));
          expect(Math.min(...thin.map(({ value }) => value))).toBe(Math.min(...values));
          expect(Math.max(...thin.map(({ value }) => value))).toBe(Math.max(...values));
          expect(thin.at(-1)?.step).toBe(values.length - 1);
          expect(thin.map(({ step }) => step)).toEqual(thin.map(({ step }) => step).toSorted((a, b) => a - b));
        },
      ),
    );
  });

  it('takes points one after another, and more of them than were counted', () => {
    const thinner = new SeriesThinner(4, 2);
    for (const point of series([5, 1, 3, 9, 4, 12, 7])) thinner.add(point);
    expect(thinner.finish().map(({ step, value }) => [step, value])).toEqual([
      [0, 5],
      [1, 1],
      [2, 3],
      [5, 12],
      [6, 7],
    ]);
    expect(new SeriesThinner(0, 3).finish()).toEqual([]);
  });

  it('gives a series that is short enough back whole, counted or not', () => {
    const short = series([1, Number.NaN, 1, 0]);
    const thinner = new SeriesThinner(short.length, 9);
    for (const point of short) thinner.add(point);
    expect(thinner.finish()).toEqual(short);
    expect(thinSeries(short, 4)).toEqual(short);
  });
});
