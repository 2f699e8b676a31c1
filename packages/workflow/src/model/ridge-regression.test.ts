import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ridgeRegression } from './ridge-regression.js';

const value = fc.double({ min: -100, max: 100, noNaN: true });
const problem = fc.integer({ min: 3, max: 30 }).chain((rows) =>
  fc.record({
    columns: fc.array(fc.array(value, { minLength: rows, maxLength: rows }), { minLength: 1, maxLength: 4 }),
    target: fc.array(value, { minLength: rows, maxLength: rows }),
    alpha: fc.double({ min: 0.01, max: 10, noNaN: true }),
    weights: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: rows, maxLength: rows }),
  }),
);

function arrays({ columns, target }: { columns: number[][]; target: number[] }) {
  return { columns: columns.map((column) => Float64Array.from(column)), target: Float64Array.from(target) };
}

describe('ridgeRegression', () => {
  it('solves a case computed by hand: x = −1, 0, 1, y = 1, 2, 6, alpha 0.5', () => {
    // Σxy / n = 5/3, Σx² / n = 2/3, so β = (5/3) / (2/3 + 1/2) = 10/7; the intercept is the mean of y.
    const fitted = ridgeRegression([Float64Array.of(-1, 0, 1)], Float64Array.of(1, 2, 6), 0.5);
    expect(fitted?.coefficients[0]).toBeCloseTo(10 / 7, 14);
    expect(fitted?.intercept).toBeCloseTo(3, 14);
  });

  it('has a zero gradient: mean residual · x = alpha · β, and a zero mean residual (the intercept is free)', () => {
    fc.assert(
      fc.property(problem, (given) => {
        const { columns, target } = arrays(given);
        const fitted = ridgeRegression(columns, target, given.alpha);
        if (fitted === undefined) return;
        const residual = target.map(
          (y, row) =>
            y - fitted.intercept - columns.reduce((so, x, k) => so + (fitted.coefficients[k] ?? 0) * (x[row] ?? 0), 0),
        );
        const mean = (values: Float64Array) => values.reduce((so, each) => so + each, 0) / values.length;
        expect(mean(residual)).toBeCloseTo(0, 8);
        for (const [k, x] of columns.entries()) {
          const moment = mean(residual.map((r, row) => r * (x[row] ?? 0)));
          expect(moment - given.alpha * (fitted.coefficients[k] ?? 0)).toBeCloseTo(0, 6);
        }
      }),
    );
  });

  it('gives a row of weight n the pull of n equal rows', () => {
    fc.assert(
      fc.property(problem, (given) => {
        const { columns, target } = arrays(given);
        const weighted = ridgeRegression(columns, target, given.alpha, Float64Array.from(given.weights));
        const repeat = (values: Float64Array) =>
          Float64Array.from([...values].flatMap((each, row) => Array<number>(given.weights[row] ?? 1).fill(each)));
        const repeated = ridgeRegression(columns.map(repeat), repeat(target), given.alpha);
        expect(weighted?.intercept).toBeCloseTo(repeated?.intercept ?? Number.NaN, 6);
        for (const k of columns.keys()) {
          expect(weighted?.coefficients[k]).toBeCloseTo(repeated?.coefficients[k] ?? Number.NaN, 6);
        }
      }),
    );
  });

  it('leaves out rows with a missing label, a missing feature or no weight', () => {
    const x = Float64Array.of(-1, 0, 1, Number.NaN, 5, 9);
    const y = Float64Array.of(1, 2, 6, 100, Number.NaN, 100);
    const whole = ridgeRegression([x.subarray(0, 3)], y.subarray(0, 3), 0.5);
    expect(ridgeRegression([x], y, 0.5, Float64Array.of(1, 1, 1, 1, 1, 0))).toEqual(whole);
  });

  it('answers undefined without a complete row, and for collinear features with alpha 0', () => {
    expect(ridgeRegression([Float64Array.of(Number.NaN)], Float64Array.of(1), 1)).toBeUndefined();
    const x = Float64Array.of(1, 2, 3);
    expect(ridgeRegression([x, x], Float64Array.of(1, 2, 4), 0)).toBeUndefined();
  });
});
