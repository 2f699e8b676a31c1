import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parquetMetadata } from 'hyparquet';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Frame, readArrow, readParquet } from '../src/index.js';
import { ParquetCollector } from '../src/parquet/parquet-collector.js';
import { parquetColumns } from '../src/parquet/parquet-schema.js';

interface Content {
  readonly times: readonly number[];
  readonly instruments: readonly string[];
  readonly columns: Readonly<Record<string, readonly (number | null)[]>>;
}

const pathOf = (name: string): string => fileURLToPath(new URL(`./fixtures/foreign/${name}`, import.meta.url));
const { files } = JSON.parse(readFileSync(pathOf('expected.json'), 'utf8')) as {
  files: Record<string, Content | { rows: number; sum: number }>;
};
const read = (name: string): Promise<Frame> =>
  name.endsWith('.parquet') ? readParquet(pathOf(name)) : readArrow(pathOf(name));

function contentOf(frame: Frame): Content {
  const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);
  return {
    times: Array.from(frame.timeCodes, (code) => frame.times[code] as number),
    instruments: Array.from(frame.instrumentCodes, (code) => frame.instruments[code] as string),
    columns: Object.fromEntries(Array.from(frame.columns, ([name, values]) => [name, Array.from(values, orNull)])),
  };
}

afterEach(() => vi.unstubAllEnvs());

describe.each(['UTC', 'Asia/Shanghai', 'America/New_York'])('on a machine in %s', (zone) => {
  test.each(Object.keys(files))('%s is read as it was meant', async (name) => {
    vi.stubEnv('TZ', zone);
    const expected = files[name] as Content | { rows: number; sum: number };
    const frame = (await read(name)).validate();
    if ('rows' in expected) {
      expect(frame.length).toBe(expected.rows);
      expect(frame.column('score').reduce((sum, value) => sum + value, 0)).toBe(expected.sum);
      expect([frame.times.length, frame.instruments.length, frame.isSorted()]).toEqual([120, 100, true]);
    } else {
      expect(contentOf(frame)).toEqual(expected);
    }
  });
});

test('instruments of a foreign dictionary are put in code point order', async () => {
  const frame = await read('pandas-lz4.feather');
  expect(frame.instruments).toEqual(['SH600000', '｡ a name longer than twelve bytes', '😀']);
});

describe('refuses, saying what and where,', () => {
  test.each<[string, string, RegExp]>([
    [
      'bad-nanosecond.arrow',
      'TIME_INVALID',
      /^row 1: 1577955000000000001 .* finer than a millisecond, and nothing is rounded/,
    ],
    ['bad-nanosecond.parquet', 'TIME_INVALID', /^row 1: 1577955000000000001 .* nothing is rounded/],
    ['bad-microsecond.arrow', 'TIME_INVALID', /^row 3: 1 .* microseconds .* nothing is rounded/],
    ['bad-null-time.arrow', 'TIME_INVALID', /^row 2: null .* it is missing/],
    ['bad-null-time.parquet', 'TIME_INVALID', /^row 2: .* it is missing/],
    ['bad-null-instrument.arrow', 'INSTRUMENT_INVALID', /^row 3: null .* it is missing/],
    ['bad-time-type.arrow', 'COLUMN_TYPE_UNSUPPORTED', /'datetime' has type Float64, which says no instants/],
    ['bad-text-value.arrow', 'COLUMN_TYPE_UNSUPPORTED', /'note' has type Utf8, which is no number; choose columns/],
    ['bad-text-value.parquet', 'COLUMN_TYPE_UNSUPPORTED', /'note' has type BYTE_ARRAY \(STRING\), which is no number/],
    ['bad-integer.arrow', 'VALUE_INVALID', /row 2, column 'x': 9007199254740993 does not fit a float64/],
    ['bad-integer.parquet', 'VALUE_INVALID', /row 2, column 'x': 9007199254740993 does not fit/],
    [
      'bad-no-time.arrow',
      'TIME_COLUMN_MISSING',
      /the Arrow has no time column 'datetime'; it has 'date', 'x'; name the right one/,
    ],
    ['bad-no-time.parquet', 'TIME_COLUMN_MISSING', /the Parquet has no time column 'datetime'/],
    ['bad-rows.arrow', 'TOO_MANY_ROWS', /2147483648 rows are too many/],
  ])('%s', async (name, code, message) => {
    await expect(read(name)).rejects.toThrowError(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });
});

test('options name the columns, and choose them', async () => {
  const frame = await readArrow(pathOf('bad-no-time.arrow'), { datetime: 'date', columns: [] });
  expect([frame.length, frame.columnNames]).toEqual([2, []]);
  const parquet = await readParquet(pathOf('bad-no-time.parquet'), { datetime: 'date' });
  expect([...parquet.column('x')]).toEqual([1, 2]);
  await expect(readArrow(pathOf('values.arrow'), { columns: ['nope'] })).rejects.toThrowError(
    expect.objectContaining({ code: 'COLUMN_UNKNOWN', column: 'nope' }),
  );
  expect((await readArrow(pathOf('values.arrow'), { columns: ['bool', 'int8'] })).columnNames).toEqual([
    'bool',
    'int8',
  ]);
});

test('2³¹ rows of a Parquet file are refused by the number its footer says, before anything is allocated', async () => {
  const metadata = parquetMetadata(new Uint8Array(readFileSync(pathOf('duckdb.parquet'))).buffer);
  expect(() => new ParquetCollector(parquetColumns(metadata), 2 ** 31, {})).toThrowError(
    expect.objectContaining({ code: 'TOO_MANY_ROWS' }),
  );
});
