import { type Key, KeyMap } from '@windrow/core';
import { describe, expect, test } from 'vitest';
import { average, expectClose, none } from '../../../test/averages.js';
import { frameOf } from '../../../test/frames.js';
import { AverageEnsemble } from './average-ensemble.js';
import type { AverageEnsembleOptions } from './average-options.js';

describe('raw averages, weights and coverage', () => {
  const a = frameOf([
    [1, 'A', 1],
    [1, 'B', 2],
    [2, 'A', 3],
  ]);
  const b = frameOf([
    [1, 'A', 5],
    [1, 'B', none],
    [2, 'B', 7],
  ]);

  test('standardize: false averages values as they are and tells uneven coverage', () => {
    expect(average({ a, b }, { standardize: false })).toEqual([
      [1, 'A', 3],
      [1, 'B', 2],
      [2, 'A', 3],
      [2, 'B', 7],
    ]);
    const uneven = new AverageEnsemble({ standardize: false }).reduceWithReport({ a, b }).report;
    expect([uneven.unevenRawAverage, uneven.rowsByCoverage]).toEqual([true, [0, 3, 1]]);
    expect(new AverageEnsemble({ standardize: false }).reduceWithReport({ a, b: a }).report.unevenRawAverage).toBe(
      false,
    );
    expect(new AverageEnsemble().reduceWithReport({ a, b }).report.unevenRawAverage).toBe(false);
  });

  test('requireAll and minCoverage give NaN below', () => {
    expect(average({ a, b }, { standardize: false, requireAll: true })).toEqual([
      [1, 'A', 3],
      [1, 'B', none],
      [2, 'A', none],
      [2, 'B', none],
    ]);
    expect(average({ a, b, c: a }, { standardize: false, minCoverage: 2 })).toEqual([
      [1, 'A', 7 / 3],
      [1, 'B', 2],
      [2, 'A', 3],
      [2, 'B', none],
    ]);
    const empty = frameOf([]);
    expect(average({ a, empty }, { standardize: false, requireAll: true }).map((row) => row[2])).toEqual([
      none,
      none,
      none,
    ]);
  });

  test('minCoverage above the number of members is an error, since no row would count', () => {
    expect(() => average({ a, b }, { minCoverage: 3 })).toThrowError(
      expect.objectContaining({
        code: 'ENSEMBLE_OPTIONS',
        message: expect.stringMatching(/minCoverage is 3, but there are 2 members/),
      }),
    );
  });

  test('coverage: true tells how many models each row has', () => {
    expect(average({ a, b }, { standardize: false, coverage: true })).toEqual([
      [1, 'A', 3, 2],
      [1, 'B', 2, 1],
      [2, 'A', 3, 1],
      [2, 'B', 7, 1],
    ]);
    expect(average({ a, b: a }, { standardize: false, coverage: true }).map((row) => row[3])).toEqual([2, 2, 2]);
  });

  test('weights: Σ wᵢxᵢ / Σ wᵢ over the members with a value, by key', () => {
    expect(average({ a, b }, { standardize: false, weights: { a: 1, b: 3 } })).toEqual([
      [1, 'A', 4],
      [1, 'B', 2],
      [2, 'A', 3],
      [2, 'B', 7],
    ]);
    const weights = new Map<Key, number>([
      [['m', 1], 0],
      [['m', 2], 2],
    ]);
    const members = new KeyMap([
      [['m', 1], a],
      [['m', 2], a],
    ]);
    expectClose(average(members, { weights }), average({ a }));
    expect(average({ a, b }, { standardize: false, weights: { a: 0, b: 1 } })).toEqual([
      [1, 'A', 5],
      [1, 'B', none],
      [2, 'A', none],
      [2, 'B', 7],
    ]);
  });

  test.each<[string, AverageEnsembleOptions, RegExp]>([
    ['a missing key', { weights: { a: 1 } }, /weights has none for the member 'b'/],
    ['an unknown key', { weights: { a: 1, b: 1, c: 1 } }, /names 'c', which is no member; the members are 'a', 'b'/],
    ['a negative weight', { weights: { a: 1, b: -1 } }, /'b' has -1/],
    ['a weight that is not finite', { weights: { a: Number.NaN, b: 1 } }, /'a' has NaN/],
    ['nothing but zeros', { weights: { a: 0, b: 0 } }, /all 0/],
    ['minCoverage 0', { minCoverage: 0 }, /from 1, got 0/],
    [
      'an unknown onDegenerate',
      { onDegenerate: 'skip' as never },
      /"skip"; choose 'zero', 'abstain', 'nan' or 'error'/,
    ],
    ['column and each', { column: 'x', each: true }, /exclude each other/],
  ])('%s is an error', (_, options, message) => {
    expect(() => average({ a, b }, options)).toThrowError(
      expect.objectContaining({ code: 'ENSEMBLE_OPTIONS', message: expect.stringMatching(message) }),
    );
  });
});
