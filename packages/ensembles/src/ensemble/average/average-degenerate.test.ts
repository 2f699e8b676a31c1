import { KeyMap } from '@windrow/core';
import { describe, expect, test } from 'vitest';
import { average, expectClose, none, z } from '../../../test/averages.js';
import { frameOf, type Row } from '../../../test/frames.js';
import { AverageEnsemble } from './average-ensemble.js';

describe('days without a standard deviation', () => {
  const member = frameOf([
    [1, 'A', 0.1],
    [1, 'B', 0.1],
    [1, 'C', 0.1],
    [2, 'A', 7],
    [3, 'A', 1],
    [3, 'B', 2],
  ]);
  const other = frameOf([
    [1, 'A', 1],
    [1, 'B', 2],
    [2, 'A', none],
    [2, 'B', 1],
    [2, 'C', 3],
  ]);

  test('zero by default, also where equal values differ by rounding and where there is one value', () => {
    expectClose(average({ member }), [
      [1, 'A', 0],
      [1, 'B', 0],
      [1, 'C', 0],
      [2, 'A', 0],
      [3, 'A', -z],
      [3, 'B', z],
    ]);
    expectClose(average({ member, other }), [
      [1, 'A', -z / 2],
      [1, 'B', z / 2],
      [1, 'C', 0],
      [2, 'A', 0],
      [2, 'B', -z],
      [2, 'C', z],
      [3, 'A', -z],
      [3, 'B', z],
    ]);
  });

  test('no minus zero comes out', () => {
    const down = frameOf([
      [1, 'A', -1],
      [1, 'B', -1],
      [2, 'A', 1],
      [2, 'B', 2],
    ]);
    expect(average({ down })[0]?.[2]).toBe(0);
    expect(Object.is(average({ down })[0]?.[2], -0)).toBe(false);
  });

  test("'abstain' leaves the day to the others, and gives 0 where nobody counts", () => {
    expectClose(average({ member, other }, { onDegenerate: 'abstain' }), [
      [1, 'A', -z],
      [1, 'B', z],
      [1, 'C', 0],
      [2, 'A', 0],
      [2, 'B', -z],
      [2, 'C', z],
      [3, 'A', -z],
      [3, 'B', z],
    ]);
  });

  test("'nan' is what the reference's arithmetic gives", () => {
    expectClose(average({ member, other }, { onDegenerate: 'nan' }), [
      [1, 'A', -z],
      [1, 'B', z],
      [1, 'C', none],
      [2, 'A', none],
      [2, 'B', -z],
      [2, 'C', z],
      [3, 'A', -z],
      [3, 'B', z],
    ]);
  });

  test("'error' names the member, the day and the way out", () => {
    expect(() => average(new KeyMap([[['m', 1], member]]), { onDegenerate: 'error' })).toThrowError(
      expect.objectContaining({
        code: 'DAY_DEGENERATE',
        message: expect.stringMatching(
          /\('m', 1\) cannot be standardised on 1970-01-02.*: its 3 values are equal there\..*'zero', 'abstain' or 'nan'/,
        ),
      }),
    );
  });

  test('degenerate days are counted in the report, by member', () => {
    const { report } = new AverageEnsemble().reduceWithReport({ member, other });
    expect(report.members).toEqual([
      { key: 'member', rows: 6, weight: 1, degenerateDays: 2 },
      { key: 'other', rows: 5, weight: 1, degenerateDays: 0 },
    ]);
    expect(report.degenerateDays).toBe(2);
  });

  test.each([
    [
      'one instrument',
      [
        [1, 'A', 1],
        [2, 'A', 2],
      ] as Row[],
    ],
    [
      'no instruments, a series of ICs',
      [
        [1, '', 0.1],
        [2, '', 0.2],
      ] as Row[],
    ],
    [
      'equal values on every day',
      [
        [1, 'A', 5],
        [1, 'B', 5],
      ] as Row[],
    ],
  ])('nothing but such days (%s) is an error that names standardize: false', (_, rows) => {
    expect(() => average({ a: frameOf(rows), b: frameOf(rows) })).toThrowError(
      expect.objectContaining({
        code: 'ENSEMBLE_DEGENERATE',
        message: expect.stringMatching(
          /No day of any member \('a', 'b'; \d days?\) has two different values.*standardize: false/,
        ),
      }),
    );
    expectClose(average({ a: frameOf(rows), b: frameOf(rows) }, { standardize: false }), rows);
  });
});
