import { Frame } from '@windrow/frame';
import { describe, expect, it } from 'vitest';
import { score } from './within-currency-r2.js';

/** Two days for each of three currencies. */
const truth = Frame.fromParts({
  times: Float64Array.of(0, 1, 2),
  timeCodes: Int32Array.of(0, 0, 0, 1, 1, 1, 2, 2, 2),
  instruments: ['A', 'B', 'C'],
  instrumentCodes: Int32Array.of(0, 1, 2, 0, 1, 2, 0, 1, 2),
  columns: { label: Float64Array.of(0, 0, 10, 2, 4, 10.5, 4, 8, 11) },
  sorted: true,
  unique: true,
});
const rows = Int32Array.from({ length: 9 }, (_, row) => row);
const still = new Map([
  ['A', 0],
  ['B', 0.05],
  ['C', 0.5],
]);

describe('score', () => {
  it('is 1 for the truth and 0 for each currency’s own mean', () => {
    expect(score(truth, rows, truth.column('label'), still)).toEqual({ pooled: 1, floating: 1, median: 1 });
    const means = Float64Array.of(2, 4, 10.5, 2, 4, 10.5, 2, 4, 10.5);
    expect(score(truth, rows, means, still)).toEqual({ pooled: 0, floating: 0, median: 0 });
  });

  it('sums squares before it divides (pooled), leaves out what stands still (floating), and takes the middle currency (median)', () => {
    // Errors: A all 1 (3 of 8), B none (0 of 32), C all 1 (3 of 0.5).
    const forecast = truth.column('label').map((value, row) => (row % 3 === 1 ? value : value + 1));
    const { pooled, floating, median } = score(truth, rows, forecast, still);
    expect(pooled).toBeCloseTo(1 - 6 / 40.5, 14);
    expect(floating).toBeCloseTo(1 - 3 / 40, 14);
    expect(median).toBeCloseTo(1 - 3 / 8, 14);
  });

  it('uses each currency’s mean over the chosen rows only', () => {
    const some = Int32Array.of(0, 3);
    const forecast = new Float64Array(9).fill(1);
    expect(score(truth, some, forecast, still).pooled).toBe(0);
  });
});
