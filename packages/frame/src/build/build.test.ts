import { describe, expect, test } from 'vitest';
import { Frame } from '../frame/frame.js';

const rows = [
  { datetime: '2020-01-03', instrument: 'B', score: 3, label: null },
  { datetime: new Date('2020-01-02'), instrument: 'B', score: 2 },
  { datetime: Date.UTC(2020, 0, 3), instrument: 'A', score: true, extra: 7n },
];

describe('fromRows', () => {
  test('codes keys in value order, whatever the order of rows, and fills gaps with NaN', () => {
    const frame = Frame.fromRows(rows).validate();
    expect([...frame.times]).toEqual([Date.UTC(2020, 0, 2), Date.UTC(2020, 0, 3)]);
    expect([...frame.timeCodes]).toEqual([1, 0, 1]);
    expect(frame.instruments).toEqual(['A', 'B']);
    expect([...frame.instrumentCodes]).toEqual([1, 1, 0]);
    expect(frame.columnNames).toEqual(['score', 'label', 'extra']);
    expect([...frame.column('score')]).toEqual([3, 2, 1]);
    expect([...frame.column('label')]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect([...frame.column('extra')]).toEqual([Number.NaN, Number.NaN, 7]);
  });

  test('instruments are ordered by code point', () => {
    const frame = Frame.fromRows(['😀', '｡', 'a'].map((instrument) => ({ datetime: 0, instrument })));
    expect(frame.instruments).toEqual(['a', '｡', '😀']);
  });

  test('rows without instruments make one unnamed instrument', () => {
    const frame = Frame.fromRows([{ datetime: '2020-01-02', ic: 0.1 }]);
    expect([frame.instruments, [...frame.instrumentCodes]]).toEqual([[''], [0]]);
  });

  test('fields may have other names, and columns be chosen and ordered', () => {
    const frame = Frame.fromRows([{ day: '2020-01-02', id: 'x', a: 1, b: 2, note: 'text' }], {
      datetime: 'day',
      instrument: 'id',
      columns: ['b', 'a'],
    });
    expect([frame.instruments, frame.columnNames]).toEqual([['x'], ['b', 'a']]);
  });

  test('no rows at all are a frame of no rows', () => {
    const frame = Frame.fromRows([], { columns: ['score'] });
    expect([frame.length, frame.columnNames, frame.column('score')]).toEqual([0, ['score'], new Float64Array(0)]);
  });

  test.each<[string, object[], string, RegExp]>([
    ['a missing time', [{ instrument: 'A' }], 'TIME_INVALID', /row 1: undefined .* field 'datetime' is missing/],
    ['a time that is not finite', [{ datetime: Number.NaN }], 'TIME_INVALID', /row 1: NaN/],
    ['a loose date', [{ datetime: 0 }, { datetime: '2020-1-2' }], 'TIME_INVALID', /row 2: '2020-1-2'/],
    ['a text as value', [{ datetime: 0, x: '1' }], 'VALUE_INVALID', /row 1, column 'x': '1' is no number/],
    ['a bigint too big', [{ datetime: 0, x: 2n ** 53n + 1n }], 'VALUE_INVALID', /without loss/],
    ['an instrument that is a number', [{ datetime: 0, instrument: 7 }], 'INSTRUMENT_INVALID', /row 1: 7 .* no text/],
    ['a null instrument', [{ datetime: 0, instrument: null }], 'INSTRUMENT_INVALID', /it is missing/],
    [
      'an instrument here and none there',
      [{ datetime: 0, instrument: 'A' }, { datetime: 1 }],
      'INSTRUMENT_INVALID',
      /row 2.*some rows/,
    ],
    [
      'none here and an instrument there',
      [{ datetime: 0 }, { datetime: 1, instrument: 'A' }],
      'INSTRUMENT_INVALID',
      /row 2.*some rows/,
    ],
  ])('refuses %s', (_, given, code, message) => {
    expect(() => Frame.fromRows(given)).toThrowError(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  test('refuses a chosen column that no row has, and one named like the key', () => {
    expect(() => Frame.fromRows([{ datetime: 0, a: 1 }], { columns: ['b'] })).toThrowError(
      expect.objectContaining({ code: 'COLUMN_UNKNOWN', column: 'b' }),
    );
    expect(() => Frame.fromRows([{ day: 0, datetime: 1 }], { datetime: 'day' })).toThrowError(
      expect.objectContaining({ code: 'COLUMN_NAME_INVALID', column: 'datetime' }),
    );
  });
});

describe('fromColumns', () => {
  test('keeps float arrays and turns others into floats', () => {
    const score = Float64Array.of(1, 2);
    const frame = Frame.fromColumns({
      datetime: ['2020-01-03', '2020-01-02'],
      instrument: ['A', 'A'],
      columns: { score, label: [undefined, 5] },
    }).validate();
    expect(frame.column('score')).toBe(score);
    expect([...frame.column('label')]).toEqual([Number.NaN, 5]);
    expect([...frame.timeCodes]).toEqual([1, 0]);
  });

  test('refuses columns of unequal length and bad times', () => {
    expect(() => Frame.fromColumns({ datetime: [0], columns: { x: [1, 2] } })).toThrowError(
      expect.objectContaining({ code: 'COLUMN_LENGTH_MISMATCH', column: 'x' }),
    );
    expect(() => Frame.fromColumns({ datetime: [0], instrument: [], columns: {} })).toThrowError(
      expect.objectContaining({ code: 'COLUMN_LENGTH_MISMATCH', column: 'instrument' }),
    );
    expect(() => Frame.fromColumns({ datetime: Float64Array.of(0, Infinity), columns: {} })).toThrowError(
      expect.objectContaining({ code: 'TIME_INVALID', message: expect.stringMatching(/^row 2: Infinity/) }),
    );
  });

  test('refuses 2³¹ rows before it allocates', () => {
    expect(() => Frame.fromColumns({ datetime: { length: 2 ** 31 }, columns: {} })).toThrowError(
      expect.objectContaining({ code: 'TOO_MANY_ROWS' }),
    );
  });
});
