import { describe, expect, test } from 'vitest';
import { Moments, measure } from './moments.js';

function measured(values: readonly number[]): Moments {
  const moments = new Moments();
  // Between other values, which must not be looked at.
  measure(Float64Array.of(1e9, ...values, -1e9), 1, values.length + 1, moments);
  return moments;
}

/** Mean and std by whole numbers of arbitrary size: exact for whole values. */
function exact(values: readonly number[]): { readonly mean: number; readonly std: number } {
  const count = BigInt(values.length);
  const sum = values.reduce((total, value) => total + BigInt(value), 0n);
  const squares = values.reduce((total, value) => total + (BigInt(value) * count - sum) ** 2n, 0n);
  // Kept with 30 more digits before it becomes a float.
  const variance = Number((squares * 10n ** 30n) / (count * count * (count - 1n))) / 1e30;
  return { mean: Number((sum * 10n ** 18n) / count) / 1e18, std: Math.sqrt(variance) };
}

describe('measure', () => {
  test.each([
    ['a first value among the others', Array.from({ length: 1000 }, (_, k) => (k * 7919) % 1009)],
    ['a first value far from thousands of others', [4_000_000, ...Array.from({ length: 9000 }, (_, k) => 3 + (k % 2))]],
    ['a mean far from zero', Array.from({ length: 999 }, (_, k) => 10_000_000_000 + (k % 7))],
    ['an odd number of values', [5, 8, 1]],
    ['two values', [1, 2]],
  ])('is exact to 14 digits with %s', (_, values) => {
    const { mean, std } = exact(values);
    const moments = measured(values);
    // What an error of the mean does to a score is relative to the std, and no mean is finer than its own last digit.
    expect(Math.abs(moments.mean - mean) / Math.max(Math.abs(mean), std)).toBeLessThan(1e-14);
    expect(Math.abs(moments.inverse * std - 1)).toBeLessThan(1e-14);
    expect([moments.count, moments.scale, moments.degenerate]).toEqual([values.length, 1, false]);
  });

  test.each([
    ['one value', [5], true],
    ['equal values', [0.1, 0.1, 0.1], true],
    ['values equal but for rounding', [0.3, 0.1 + 0.2, 0.3], true],
    ['values that differ by less than 1e-12 of their size', [1e6, 1e6 + 5e-7], true],
    ['values that differ by more', [1e6, 1e6 + 5e-6], false],
    ['equal values and missing ones', [Number.NaN, 2, 2], true],
    ['zeros', [0, 0, -0], true],
  ])('%s: degenerate is %s', (_, values, degenerate) => {
    const moments = measured(values);
    expect(moments.degenerate).toBe(degenerate);
    if (degenerate) expect(moments.inverse).toBe(0);
  });

  test('nothing but missing values is no degenerate day: there is nothing to be equal', () => {
    expect(measured([Number.NaN, Number.NaN])).toMatchObject({ count: 0, degenerate: false, infiniteAt: -1 });
  });

  test('the place of an infinite value is told', () => {
    expect(measured([1, Number.NaN, Number.NEGATIVE_INFINITY, 2]).infiniteAt).toBe(3);
  });
});
