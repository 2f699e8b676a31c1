import { describe, expect, it } from 'vitest';
import { futureLogVolatility, logVolatility, squaredReturns, volatilityFloor } from './log-volatility.js';

const prices = Float64Array.of(1, Math.E, Math.E, Math.E ** 3);

describe('log volatility', () => {
  it('is the logarithm of the root mean square of the last returns', () => {
    const squares = squaredReturns(prices);
    expect([...squares.subarray(1)].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([1, 0, 4]);
    const two = logVolatility(squares, 2);
    expect(two.subarray(0, 2)).toEqual(Float64Array.of(Number.NaN, Number.NaN));
    expect(two[2]).toBeCloseTo(Math.log(Math.sqrt(1 / 2)), 12);
    expect(two[3]).toBeCloseTo(Math.log(Math.sqrt(4 / 2)), 12);
  });

  it('has a floor for days without a move', () => {
    expect(logVolatility(squaredReturns(Float64Array.of(5, 5)), 1)[1]).toBe(Math.log(volatilityFloor));
  });

  it('looks at t + 1 … t + h for the label, and knows none for the last h days', () => {
    const label = futureLogVolatility(squaredReturns(prices), 2);
    expect(label[0]).toBeCloseTo(Math.log(Math.sqrt(1 / 2)), 12);
    expect(label[1]).toBeCloseTo(Math.log(Math.sqrt(4 / 2)), 12);
    expect(label.subarray(2)).toEqual(Float64Array.of(Number.NaN, Number.NaN));
  });
});
