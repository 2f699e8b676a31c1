import { KeyMap, WindrowError } from '@windrow/core';
import { Frame } from '@windrow/frame';
import { describe, expect, test } from 'vitest';
import { dayMs, frameOf, type Row } from '../../../test/frames.js';
import { RollingEnsemble } from './rolling-ensemble.js';

describe('what RollingEnsemble reports', () => {
  const days = (from: number, to: number) =>
    frameOf(Array.from({ length: to - from + 1 }, (_, k): Row => [from + k, 'A', k]));
  const report = (members: Record<string, Frame>, calendar?: readonly number[]) =>
    new RollingEnsemble(calendar === undefined ? {} : { calendar }).reduceWithReport(members).report;

  test('gaps that are longer than any step inside a window; a week-end is none', () => {
    const weeks = {
      a: frameOf([
        [1, 'A', 0],
        [4, 'A', 0],
        [5, 'A', 0],
      ]),
      b: days(8, 10),
      c: days(14, 15),
    };
    expect(report(weeks).gaps).toEqual([
      { after: 'b', before: 'c', from: 10 * dayMs, to: 14 * dayMs, missing: undefined },
    ]);
  });

  test('with a calendar, gaps to the day', () => {
    const calendar = [1, 2, 3, 4, 8, 9].map((day) => day * dayMs);
    expect(report({ a: days(1, 4), b: days(8, 9) }, calendar).gaps).toEqual([]);
    expect(report({ a: days(1, 2), b: days(4, 8) }, calendar).gaps).toEqual([
      { after: 'a', before: 'b', from: 2 * dayMs, to: 4 * dayMs, missing: 1 },
    ]);
  });

  test('overlaps, also with a window that reaches far, the rows replaced, repeated rows and empty windows', () => {
    const told = report({
      long: days(1, 9),
      inside: days(3, 4),
      after: days(9, 12),
      none: frameOf([]),
      twice: frameOf([
        [20, 'A', 1],
        [20, 'A', 2],
      ]),
    });
    expect(told.overlaps).toEqual([
      { earlier: 'long', later: 'inside', from: 3 * dayMs, to: 4 * dayMs },
      { earlier: 'long', later: 'after', from: 9 * dayMs, to: 9 * dayMs },
    ]);
    expect([told.replacedRows, told.rows, told.emptyWindows]).toEqual([3, 13, ['none']]);
    expect(told.duplicates).toEqual([{ key: 'twice', rows: 1 }]);
    expect(told.windows.map(({ key, rows }) => [key, rows])).toEqual([
      ['long', 9],
      ['inside', 2],
      ['after', 4],
      ['twice', 1],
    ]);
  });
});

describe('what RollingEnsemble refuses', () => {
  const roll: RollingEnsemble['reduce'] = (members) => new RollingEnsemble().reduce(members);
  const refusal = (run: () => unknown): WindrowError => {
    try {
      run();
    } catch (error) {
      if (WindrowError.is(error)) return error;
      throw error;
    }
    throw new Error('nothing was refused');
  };

  test('nothing, and windows without a single row', () => {
    expect(refusal(() => roll({}))).toMatchObject({
      code: 'ENSEMBLE_EMPTY',
      members: 0,
      message: expect.stringMatching(/no members.*filter, status and artifacts/),
    });
    expect(refusal(() => roll({ a: frameOf([]), b: frameOf([]) }))).toMatchObject({
      code: 'ENSEMBLE_EMPTY',
      message: expect.stringMatching(/2 members without a single row/),
    });
  });

  test('windows of different columns, naming the window and both', () => {
    const error = refusal(() =>
      roll(
        new KeyMap([
          [['m', 1], frameOf([[1, 'A', 1]])],
          [['m', 2], frameOf([[2, 'A', 1]], ['pred'])],
        ]),
      ),
    );
    expect(error).toMatchObject({
      code: 'COLUMN_MISMATCH',
      message: expect.stringMatching(/window \('m', 2\).*expected 'score', found 'pred'/),
    });
  });

  test('a nested map, three deep or less, with the way out', () => {
    const nested = { a: { b: { c: frameOf([[1, 'A', 1]]) } } } as unknown as Record<string, Frame>;
    expect(refusal(() => roll(nested))).toMatchObject({
      code: 'ENSEMBLE_MEMBER',
      member: "'a'",
      message: expect.stringMatching(
        /itself a map of members; group first \(RollingGroup\), or flatten with flattenKeys/,
      ),
    });
  });

  test.each([
    [5, /the number 5/],
    ['x', /the text "x"/],
    [null, /but null/],
    [[1], /an object \(Array\)/],
  ])('%j in place of a frame', (value, message) => {
    expect(refusal(() => roll({ a: value as unknown as Frame }))).toMatchObject({
      code: 'ENSEMBLE_MEMBER',
      message: expect.stringMatching(message),
    });
  });

  test('something that is no map at all', () => {
    expect(refusal(() => roll(frameOf([[1, 'A', 1]]) as never))).toMatchObject({
      code: 'ENSEMBLE_MEMBER',
      message: expect.stringMatching(/must be a map of frames by key/),
    });
  });

  test('a calendar that does not ascend', () => {
    expect(refusal(() => new RollingEnsemble({ calendar: [2, 1] }))).toMatchObject({
      code: 'ENSEMBLE_OPTIONS',
      message: expect.stringMatching(/entry 1 is 1/),
    });
  });

  test('2³¹ rows, before anything is allocated', () => {
    const rows = 2 ** 30;
    const codes = new Proxy({} as Int32Array, { get: (_, name) => (name === 'length' ? rows : 0) });
    const huge = (day: number) =>
      Frame.fromParts({
        times: Float64Array.of(day),
        timeCodes: codes,
        instruments: ['A'],
        instrumentCodes: codes,
        columns: {},
        sorted: true,
        unique: true,
      });
    expect(refusal(() => roll({ a: huge(1), b: huge(2) }))).toMatchObject({
      code: 'TOO_MANY_ROWS',
      rows: 2 ** 31,
      message: expect.stringMatching(/split them by time/),
    });
  });
});
