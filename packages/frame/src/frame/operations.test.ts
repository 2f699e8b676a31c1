import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { Frame } from './frame.js';

const sample = Frame.fromRows([
  { datetime: '2020-01-02', instrument: 'A', score: 1, label: 10 },
  { datetime: '2020-01-02', instrument: 'B', score: Number.NaN, label: 20 },
  { datetime: '2020-01-03', instrument: 'A', score: 3, label: 30 },
  { datetime: '2020-01-06', instrument: 'B', score: 4, label: 40 },
]);

const keysOf = (frame: Frame): string[] =>
  Array.from(frame.rows(), ({ datetime, instrument }) => `${datetime.toISOString().slice(0, 10)} ${instrument}`);

const anyFrame: fc.Arbitrary<Frame> = fc
  .array(
    fc.record({
      datetime: fc.integer({ min: 0, max: 5 }),
      instrument: fc.constantFrom('A', 'B', '｡', '😀'),
      x: fc.oneof(fc.double(), fc.constant(Number.NaN)),
    }),
    { maxLength: 25 },
  )
  .map((rows) => Frame.fromRows(rows, rows.length === 0 ? { columns: ['x'] } : {}));

describe('rows', () => {
  test('are objects made one at a time, typed when columns are named', () => {
    const [first] = sample.rows('score');
    expect(first).toEqual({ datetime: new Date('2020-01-02'), instrument: 'A', score: 1 });
    expectTypeOf(first).toEqualTypeOf<
      ({ readonly datetime: Date; readonly instrument: string } & Readonly<Record<'score', number>>) | undefined
    >();
    const iterator = sample.rows();
    expect(iterator.next().value).toMatchObject({ score: 1, label: 10 });
  });

  test('a name that is no column is an error at the call, not at the first row', () => {
    expect(() => sample.rows('nope')).toThrowError(expect.objectContaining({ code: 'COLUMN_UNKNOWN' }));
  });

  test('law: a frame made from its rows equals it', () => {
    fc.assert(
      fc.property(anyFrame, (frame) => {
        expect(Frame.fromRows(frame.rows(), { columns: frame.length === 0 ? ['x'] : undefined }).equals(frame)).toBe(
          true,
        );
      }),
      { numRuns: 100 },
    );
  });
});

describe('select', () => {
  test('includes both ends and is a view of a sorted frame', () => {
    const part = sample.select('2020-01-03', '2020-01-06');
    expect(keysOf(part)).toEqual(['2020-01-03 A', '2020-01-06 B']);
    expect(part.column('score').buffer).toBe(sample.column('score').buffer);
    expect(keysOf(sample.select(undefined, '2020-01-02'))).toEqual(['2020-01-02 A', '2020-01-02 B']);
    expect(keysOf(sample.select('2020-01-04'))).toEqual(['2020-01-06 B']);
    expect(sample.select().equals(sample)).toBe(true);
  });

  test('outside the frame, between its instants, or the wrong way round selects nothing', () => {
    expect(sample.select('2021-01-01').length).toBe(0);
    expect(sample.select(undefined, '2019-01-01').length).toBe(0);
    expect(sample.select('2020-01-04', '2020-01-05').length).toBe(0);
    expect(sample.select('2020-01-06', '2020-01-02').length).toBe(0);
  });

  test('refuses ends that are no instants', () => {
    expect(() => sample.select('2020-1-2')).toThrowError(expect.objectContaining({ code: 'TIME_INVALID' }));
    expect(() => sample.select(0, Number.NaN)).toThrowError(expect.objectContaining({ code: 'TIME_INVALID' }));
  });

  test('law: sorted or not, the rows are those whose time lies between, in their order', () => {
    fc.assert(
      fc.property(anyFrame, fc.integer({ min: -1, max: 6 }), fc.integer({ min: -1, max: 6 }), (frame, from, to) => {
        for (const given of [frame, frame.sort()]) {
          const expected = [...given.rows()].filter(({ datetime }) => +datetime >= from && +datetime <= to);
          const part = given.select(from, to).validate();
          expect([...part.rows()]).toEqual(expected);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('instrument and compact', () => {
  test('instrument gives a frame of that one alone', () => {
    const part = sample.instrument('B').validate();
    expect([part.instruments, keysOf(part), [...part.column('label')]]).toEqual([
      ['B'],
      ['2020-01-02 B', '2020-01-06 B'],
      [20, 40],
    ]);
    expect(() => sample.instrument('C')).toThrowError(
      expect.objectContaining({
        code: 'INSTRUMENT_UNKNOWN',
        message: "there is no instrument 'C'; the frame has 'A', 'B'",
      }),
    );
  });

  test('compact drops what no row uses and keeps a frame that is compact', () => {
    const part = sample.select('2020-01-03', '2020-01-03');
    expect(part.times).toHaveLength(3);
    const compact = part.compact().validate();
    expect([[...compact.times], compact.instruments]).toEqual([[Date.UTC(2020, 0, 3)], ['A']]);
    expect(compact.equals(part)).toBe(true);
    expect(compact.compact()).toBe(compact);
  });
});

describe('join', () => {
  const other = Frame.fromRows([
    { datetime: '2020-01-06', instrument: 'B', size: 4 },
    { datetime: '2020-01-03', instrument: 'C', size: 9 },
    { datetime: '2020-01-02', instrument: 'A', size: Number.NaN },
  ]);

  test.each([
    ['inner', ['2020-01-02 A', '2020-01-06 B'], [1, 4], [Number.NaN, 4]],
    [
      'left',
      ['2020-01-02 A', '2020-01-02 B', '2020-01-03 A', '2020-01-06 B'],
      [1, Number.NaN, 3, 4],
      [Number.NaN, Number.NaN, Number.NaN, 4],
    ],
    [
      'outer',
      ['2020-01-02 A', '2020-01-02 B', '2020-01-03 A', '2020-01-03 C', '2020-01-06 B'],
      [1, Number.NaN, 3, Number.NaN, 4],
      [Number.NaN, Number.NaN, Number.NaN, 9, 4],
    ],
  ] as const)('%s', (how, keys, scores, sizes) => {
    const joined = sample.join(other, { how }).validate();
    expect(keysOf(joined)).toEqual(keys);
    expect([...joined.column('score')]).toEqual(scores);
    expect([...joined.column('size')]).toEqual(sizes);
    expect([joined.isSorted(), joined.isUnique()]).toEqual([true, true]);
  });

  test('one name on both sides needs a suffix', () => {
    expect(() => sample.join(sample)).toThrowError(
      expect.objectContaining({ code: 'COLUMN_NAME_INVALID', message: expect.stringMatching(/give `suffix`/) }),
    );
    expect(sample.join(sample, { suffix: '_2' }).columnNames).toEqual(['score', 'label', 'score_2', 'label_2']);
  });

  test('duplicate keys are refused, naming both rows', () => {
    const twice = Frame.fromRows([
      { datetime: 0, instrument: 'A', x: 1 },
      { datetime: 0, instrument: 'A', x: 2 },
    ]);
    expect(() => sample.join(twice)).toThrowError(
      expect.objectContaining({
        code: 'KEY_DUPLICATE',
        message: expect.stringMatching(/join needs unique keys, but rows 0 and 1/),
      }),
    );
  });

  test('an unknown kind of join is refused', () => {
    expect(() => sample.join(other, { how: 'cross' as 'inner' })).toThrowError(
      expect.objectContaining({ code: 'FRAME_OPTION_INVALID', option: 'how' }),
    );
  });

  test('with no rows', () => {
    const none = Frame.fromRows([], { columns: ['size'] });
    expect(sample.join(none, { how: 'left' }).length).toBe(4);
    expect(none.join(sample, { how: 'outer' }).length).toBe(4);
    expect(sample.join(none).length).toBe(0);
  });
});

describe('equals', () => {
  const change = (values: number[]): Frame => Frame.fromColumns({ datetime: [0, 1], columns: { x: values } });

  test('NaN equals NaN, -0 equals 0, and a tolerance is absolute or relative', () => {
    expect(change([Number.NaN, 0]).equals(change([Number.NaN, -0]))).toBe(true);
    expect(change([1, 2]).equals(change([1, 2.01]))).toBe(false);
    expect(change([1, 2]).equals(change([1, 2.01]), 0.02)).toBe(true);
    expect(change([1, 200]).equals(change([1, 202]), { relative: 0.01 })).toBe(true);
    expect(change([1, Infinity]).equals(change([1, Infinity]), 1)).toBe(true);
    expect(change([1, Infinity]).equals(change([1, -Infinity]), 1e9)).toBe(false);
    expect(change([1, Number.NaN]).equals(change([1, 0]), 1e9)).toBe(false);
    expect(change([1, 0]).equals(change([1, Number.NaN]), 1e9)).toBe(false);
  });

  test('keys, names, and their order count; dictionaries do not', () => {
    expect(sample.equals(sample.select('2020-01-02', '2020-01-06').compact())).toBe(true);
    expect(sample.equals(sample.instrument('A'))).toBe(false);
    expect(change([1, 2]).equals(Frame.fromColumns({ datetime: [0, 2], columns: { x: [1, 2] } }))).toBe(false);
    expect(change([1, 2]).equals(Frame.fromColumns({ datetime: [0, 1], columns: { y: [1, 2] } }))).toBe(false);
  });
});

describe('describe', () => {
  // The numbers are those of pandas 2: Series([1, nan, 3, 4]).describe().
  test('gives what pandas gives, missing values aside', () => {
    const summary = sample.describe();
    expect(summary).toMatchObject({
      rows: 4,
      times: 3,
      instruments: 2,
      firstMs: Date.UTC(2020, 0, 2),
      lastMs: Date.UTC(2020, 0, 6),
    });
    expect(summary.columns.get('score')).toEqual({
      count: 3,
      missing: 1,
      mean: 8 / 3,
      std: expect.closeTo(1.5275252316519465, 14),
      min: 1,
      q25: 2,
      median: 3,
      q75: 3.5,
      max: 4,
    });
  });

  test('of no rows has NaN for what cannot be said', () => {
    const summary = Frame.fromRows([], { columns: ['x'] }).describe();
    expect([summary.rows, summary.firstMs]).toEqual([0, undefined]);
    expect(summary.columns.get('x')).toMatchObject({
      count: 0,
      missing: 0,
      mean: Number.NaN,
      std: Number.NaN,
      max: Number.NaN,
    });
  });

  test('of one row has no standard deviation', () => {
    const summary = Frame.fromRows([{ datetime: 0, x: 5 }]).describe();
    expect(summary.columns.get('x')).toMatchObject({ count: 1, mean: 5, std: Number.NaN, median: 5 });
  });
});

describe('as text', () => {
  test('a small frame is printed whole', () => {
    expect(String(sample)).toBe(
      [
        'Frame: 4 rows, 2 columns (score, label)',
        'datetime    instrument  score  label',
        '2020-01-02  A               1     10',
        '2020-01-02  B             NaN     20',
        '2020-01-03  A               3     30',
        '2020-01-06  B               4     40',
      ].join('\n'),
    );
  });

  test('of a large one the head and the tail, with rounded values, also by console.log', () => {
    const frame = Frame.fromColumns({
      datetime: Array.from({ length: 1234 }, (_, row) => row * 60_000),
      columns: { ic: Array.from({ length: 1234 }, (_, row) => row / 7) },
    });
    expect(inspect(frame)).toBe(
      [
        'Frame: 1,234 rows, 1 column (ic)',
        'datetime                    ic',
        '1970-01-01                   0',
        '1970-01-01T00:01:00Z  0.142857',
        '1970-01-01T00:02:00Z  0.285714',
        '1970-01-01T00:03:00Z  0.428571',
        '1970-01-01T00:04:00Z  0.571429',
        '…                            …',
        '1970-01-01T20:29:00Z   175.571',
        '1970-01-01T20:30:00Z   175.714',
        '1970-01-01T20:31:00Z   175.857',
        '1970-01-01T20:32:00Z       176',
        '1970-01-01T20:33:00Z   176.143',
      ].join('\n'),
    );
    expect(String(Frame.fromRows([]))).toBe('Frame: 0 rows, 0 columns');
  });
});

test('toJSON is a table for pandas, with null for NaN and infinities', () => {
  const frame = Frame.fromRows([
    { datetime: '2020-01-02', instrument: 'A', x: 1.5 },
    { datetime: '2020-01-03', instrument: 'A', x: Number.NaN },
  ]);
  expect(JSON.parse(JSON.stringify(frame))).toEqual({
    schema: {
      fields: [
        { name: 'datetime', type: 'datetime', tz: 'UTC' },
        { name: 'instrument', type: 'string' },
        { name: 'x', type: 'number' },
      ],
      primaryKey: ['datetime', 'instrument'],
      pandas_version: '1.4.0',
    },
    data: [
      { datetime: '2020-01-02T00:00:00.000Z', instrument: 'A', x: 1.5 },
      { datetime: '2020-01-03T00:00:00.000Z', instrument: 'A', x: null },
    ],
  });
  expect(Frame.fromRows([{ datetime: 0, ic: 1 }]).toJSON().schema.primaryKey).toEqual(['datetime']);
});
