import { KeyMap } from '@windrow/core';
import { Frame } from '@windrow/frame';
import { describe, expect, test } from 'vitest';
import { average, expectClose, none, z } from '../../../test/averages.js';
import { dayMs, frameOf, type Row, rowsIn } from '../../../test/frames.js';
import { AverageEnsemble } from './average-ensemble.js';

describe('members', () => {
  const two = frameOf(
    [
      [1, 'A', 1, 20],
      [1, 'B', 2, 10],
    ],
    ['score', 'label'],
  );
  const one = frameOf(
    [
      [1, 'A', 1],
      [1, 'B', 2],
    ],
    ['anything'],
  );

  test('one column counts whatever its name; the result has one column, score', () => {
    const frame = new AverageEnsemble().reduce({
      one,
      other: frameOf([
        [1, 'A', 2],
        [1, 'B', 1],
      ]),
    });
    expect(frame.columnNames).toEqual(['score']);
    expectClose(rowsIn(frame), [
      [1, 'A', 0],
      [1, 'B', 0],
    ]);
  });

  test('several columns are ambiguous, unless one is named or each counts', () => {
    expect(() => average({ two, one })).toThrowError(
      expect.objectContaining({
        code: 'COLUMNS_AMBIGUOUS',
        message:
          "The member 'two' has 2 columns, 'score', 'label'. Say which one counts with column: 'score', or each: true to count every column as a member.",
      }),
    );
    expect(() => average({ none: frameOf([[1, 'A']], []) })).toThrowError(/'none' has no column to average/);
    expectClose(average({ two }, { column: 'label' }), [
      [1, 'A', z],
      [1, 'B', -z],
    ]);
    expect(() => average({ two, one }, { column: 'label' })).toThrowError(
      expect.objectContaining({ code: 'COLUMN_UNKNOWN' }),
    );
    expectClose(average({ two }, { each: true }), [
      [1, 'A', 0],
      [1, 'B', 0],
    ]);
    expect(new AverageEnsemble({ each: true }).reduceWithReport({ two }).report.members.map(({ key }) => key)).toEqual([
      ['two', 'label'],
      ['two', 'score'],
    ]);
  });

  test('nested maps three deep are flattened; the report lists the members', () => {
    const nested = { a: { b: { c: one, d: one } }, '': one };
    const { report } = new AverageEnsemble().reduceWithReport(nested);
    expect(report.members.map(({ key }) => key)).toEqual([[''], ['a', 'b', 'c'], ['a', 'b', 'd']]);
  });

  test('a row twice in a member is an error that names the member and the row, in sorted and in unsorted frames', () => {
    const message = expect.stringMatching(/'m' has more than one row for \(1970-01-02.*, 'B'\)/);
    for (const rows of [
      [
        [1, 'B', 1],
        [1, 'B', 2],
      ],
      [
        [1, 'B', 1],
        [1, 'A', 2],
        [1, 'B', 3],
      ],
    ] as Row[][]) {
      expect(() => average({ m: frameOf(rows) })).toThrowError(
        expect.objectContaining({ code: 'MEMBER_ROWS_DUPLICATE', message }),
      );
      expect(() => average({ m: frameOf(rows), other: one })).toThrowError(
        expect.objectContaining({ code: 'MEMBER_ROWS_DUPLICATE', message }),
      );
    }
  });

  test.each([
    [Infinity, {}],
    [-Infinity, {}],
    [Infinity, { standardize: false }],
  ])('%d is an error that names the member and the row', (value, options) => {
    const bad = frameOf([
      [1, 'A', 1],
      [1, 'B', value],
      [1, 'C', none],
    ]);
    expect(() => average({ one, bad }, options)).toThrowError(
      expect.objectContaining({
        code: 'MEMBER_VALUE_INFINITE',
        value,
        message: expect.stringMatching(
          /'bad' has -?Infinity at \(1970-01-02.*, 'B'\), which would spoil that whole day/,
        ),
      }),
    );
  });

  test('nothing, and members without rows, are errors', () => {
    expect(() => average({})).toThrowError(expect.objectContaining({ code: 'ENSEMBLE_EMPTY', members: 0 }));
    expect(() => average({ a: frameOf([]) })).toThrowError(
      expect.objectContaining({ code: 'ENSEMBLE_EMPTY', members: 1 }),
    );
  });

  test('one row is zero rows standardised: an error, and a value as it is with standardize: false', () => {
    const row = frameOf([[1, 'A', 4]]);
    expect(() => average({ row })).toThrowError(expect.objectContaining({ code: 'ENSEMBLE_DEGENERATE' }));
    expect(average({ row }, { standardize: false })).toEqual([[1, 'A', 4]]);
  });

  test('no frame is an error', () => {
    expect(() => average({ a: [1, 2] as never })).toThrowError(expect.objectContaining({ code: 'ENSEMBLE_MEMBER' }));
  });

  test('2³¹ rows are refused before anything is allocated', () => {
    const rows = 2 ** 30;
    const ones = new Proxy({} as Int32Array, { get: (_, name) => (name === 'length' ? rows : 0) });
    const values = new Proxy({} as Float64Array, { get: (_, name) => (name === 'length' ? rows : 0) });
    const huge = (day: number) =>
      Frame.fromParts({
        times: Float64Array.of(day),
        timeCodes: ones,
        instruments: ['A'],
        instrumentCodes: ones,
        columns: { score: values },
        sorted: true,
        unique: true,
      });
    expect(() =>
      average(
        new KeyMap([
          [1, huge(0)],
          [2, huge(dayMs)],
        ]),
      ),
    ).toThrowError(expect.objectContaining({ code: 'TOO_MANY_ROWS', rows: 2 ** 31 }));
  });
});
