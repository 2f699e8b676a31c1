import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { Frame } from '../frame/frame.js';
import { CsvReader } from './csv-reader.js';
import { fromCsv, readCsv } from './from-csv.js';
import { toCsv, writeCsv } from './to-csv.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'windrow-csv-'));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

const text = 'datetime,instrument,score,label\n2020-01-03,B,1.5,\n2020-01-02,"A, Inc ""x""",-2e-3,NaN\n';

describe('fromCsv', () => {
  test('reads rows in any order, quoted cells, and missing values', () => {
    const frame = fromCsv(text).validate();
    expect(frame.columnNames).toEqual(['score', 'label']);
    expect(frame.instruments).toEqual(['A, Inc "x"', 'B']);
    expect([...frame.timeCodes]).toEqual([1, 0]);
    expect([...frame.column('score')]).toEqual([1.5, -0.002]);
    expect([...frame.column('label')]).toEqual([Number.NaN, Number.NaN]);
  });

  test.each(['\n', '\r\n', '\r'])(
    'lines may end with %j, the last one with nothing, and empty lines are passed over',
    (end) => {
      const frame = fromCsv(text.trimEnd().replaceAll('\n', end).replace(`${end}2020-01-02`, `${end}${end}2020-01-02`));
      expect(frame.equals(fromCsv(text))).toBe(true);
    },
  );

  test('a byte order mark, another delimiter, other names, and a choice of columns', () => {
    const frame = fromCsv('\ufeffday;id;a;note;b\n2020-01-02;x;1;hello;2\n', {
      delimiter: ';',
      datetime: 'day',
      instrument: 'id',
      columns: ['b', 'a'],
    });
    expect([frame.instruments, frame.columnNames, [...frame.column('b')]]).toEqual([['x'], ['b', 'a'], [2]]);
  });

  test('without a column of instruments it is a series', () => {
    const frame = fromCsv('datetime,ic\n2020-01-02,0.1\n').validate();
    expect([frame.instruments, [...frame.column('ic')]]).toEqual([[''], [0.1]]);
  });

  test('a header alone is a frame of no rows', () => {
    const frame = fromCsv('datetime,instrument,score').validate();
    expect([frame.length, frame.columnNames]).toEqual([0, ['score']]);
  });

  test.each([
    ['', Number.NaN],
    ['  ', Number.NaN],
    ['nan', Number.NaN],
    ['NA', Number.NaN],
    ['null', Number.NaN],
    ['inf', Infinity],
    ['-Infinity', -Infinity],
    ['True', 1],
    ['false', 0],
    [' 7 ', 7],
    ['0.5', 0.5],
    ['0e3', 0],
    ['.5', 0.5],
    ['+1', 1],
    ['007', 7],
    ['1e-300', 1e-300],
  ])('the cell %j says %d', (cell, value) => {
    expect(fromCsv(`datetime,x\n2020-01-02,${cell}\n`).column('x')[0]).toBe(value);
  });

  test.each(['UTC', 'Asia/Shanghai', 'America/New_York'])('times without a zone are UTC on a machine in %s', (zone) => {
    vi.stubEnv('TZ', zone);
    const frame = fromCsv('datetime,x\n2020-01-02 09:30:00,1\n2020-01-02T09:30:00+08:00,2\n');
    expect([...frame.times]).toEqual([Date.UTC(2020, 0, 2, 1, 30), Date.UTC(2020, 0, 2, 9, 30)]);
    expect(toCsv(frame)).toBe('datetime,x\n2020-01-02T09:30:00.000Z,1\n2020-01-02T01:30:00.000Z,2\n');
  });
});

describe('refuses, naming the place,', () => {
  const head = 'datetime,instrument,score\n2020-01-02,A,1\n';
  test.each<[string, string, string, RegExp]>([
    [
      'a row that is too short',
      `${head}2020-01-03,A\n`,
      'CSV_RAGGED',
      /row 2 of the CSV has 2 cells, but its header has 3/,
    ],
    ['a quoted row that is too short', `${head}2020-01-03,"A"\n`, 'CSV_RAGGED', /row 2/],
    ['a last row that is too short', `${head}2020-01-03`, 'CSV_RAGGED', /row 2/],
    ['a row that is too long', `${head}2020-01-03,A,1,2\n`, 'CSV_RAGGED', /row 2 of the CSV has 4 cells/],
    ['a text as number', `${head}2020-01-03,A,abc\n`, 'VALUE_INVALID', /row 2, column 'score': 'abc' is no number/],
    ['a hexadecimal number', `${head}2020-01-03,A,0x1f\n`, 'VALUE_INVALID', /'0x1f' is no number/],
    ['a comma as decimal point', `${head}2020-01-03,A,"1,5"\n`, 'VALUE_INVALID', /'1,5' is no number/],
    ['a loose date', `${head}2020-1-3,A,1\n`, 'TIME_INVALID', /row 2: '2020-1-3'/],
    ['an empty time', `${head},A,1\n`, 'TIME_INVALID', /row 2: ''/],
    [
      'a time finer than a millisecond',
      `${head}2020-01-03T00:00:00.0000001,A,1\n`,
      'TIME_INVALID',
      /nothing is rounded/,
    ],
    [
      'a quote that is not closed',
      `${head}2020-01-03,"A,1\n`,
      'FILE_UNREADABLE',
      /row 2 has a quote that is not closed/,
    ],
    ['text behind a quoted cell', `${head}2020-01-03,"A"b,1\n`, 'FILE_UNREADABLE', /row 2 has a quote/],
    ['mixed line breaks', 'datetime,instrument\n2020-01-02,A\r\n', 'FILE_UNREADABLE', /row 1 ends with \\r\\n/],
    [
      'no time column',
      'date,score\n2020-01-02,1\n',
      'TIME_COLUMN_MISSING',
      /the CSV has no time column 'datetime'; it has 'date', 'score'; name the right one/,
    ],
    ['a column twice', 'datetime,a,a\n2020-01-02,1,2\n', 'COLUMN_NAME_INVALID', /'a': the file has it twice/],
    ['nothing at all', '', 'FILE_UNREADABLE', /it is empty; it needs a header/],
    ['an empty header', '\n1,2\n', 'FILE_UNREADABLE', /header, is empty/],
  ])('%s', (_, given, code, message) => {
    expect(() => fromCsv(given)).toThrowError(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  test('a chosen column that is not there, and a delimiter that cannot be', () => {
    expect(() => fromCsv(text, { columns: ['nope'] })).toThrowError(
      expect.objectContaining({ code: 'COLUMN_UNKNOWN' }),
    );
    expect(() => fromCsv(text, { instrument: 'id' })).toThrowError(expect.objectContaining({ code: 'COLUMN_UNKNOWN' }));
    expect(() => fromCsv(text, { delimiter: '"' })).toThrowError(
      expect.objectContaining({ code: 'FRAME_OPTION_INVALID', option: 'delimiter' }),
    );
  });

  test('a quote that swallows the rest of a long file, before it is all in memory', () => {
    const reader = new CsvReader({});
    reader.push('datetime,instrument\n2020-01-02,"A\n');
    const line = 'x'.repeat(1 << 20);
    expect(() => {
      for (let megabytes = 0; megabytes < 20; megabytes++) reader.push(line);
    }).toThrowError(
      expect.objectContaining({ code: 'FILE_UNREADABLE', message: expect.stringMatching(/row 1 does not end/) }),
    );
  });
});

test('law: wherever the text is cut into pieces, the frame is the same', () => {
  const tricky = 'datetime,x,instrument\r\n2020-01-02,1,"a ""b""\r\n,c"\r\n2020-01-03,,é😀\r\n2020-01-03,-3.25,"d"\r\n';
  const whole = fromCsv(tricky);
  expect(whole.instruments).toEqual(['a "b"\r\n,c', 'd', 'é😀']);
  for (let cut = 0; cut <= tricky.length; cut++) {
    const reader = new CsvReader({});
    reader.push(tricky.slice(0, cut));
    reader.push(tricky.slice(cut));
    expect(reader.finish().equals(whole), `cut at ${cut}`).toBe(true);
  }
});

test('law: what is written is read back, every bit of every value', () => {
  const instrument = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', 'é', '😀', "'"), maxLength: 5 });
  const value = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Infinity, -Infinity, 5e-324, 0.1));
  const row = fc.record({ datetime: fc.date({ noInvalidDate: true }), instrument, x: value, 'y, "z"': value });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 8 }), (rows) => {
      const frame = Frame.fromRows(rows);
      const named = rows.some((given) => given.instrument !== '');
      const back = fromCsv(toCsv(frame)).validate();
      expect(back.equals(frame)).toBe(true);
      expect(back.instruments.length).toBe(named ? frame.instruments.length : 1);
    }),
    { numRuns: 200 },
  );
});

describe('files', () => {
  test('are written whole and read back, in pieces larger than one', async () => {
    const rows = 30_000;
    const frame = Frame.fromColumns({
      datetime: Float64Array.from({ length: rows }, (_, row) => Math.floor(row / 100) * 86_400_000),
      instrument: Array.from({ length: rows }, (_, row) => `é${row % 100}`),
      columns: { x: Float64Array.from({ length: rows }, (_, row) => (row % 7 === 0 ? Number.NaN : Math.sin(row))) },
    });
    const path = join(folder, 'big.csv');
    await writeCsv(path, frame);
    const back = await readCsv(path);
    expect(back.equals(frame)).toBe(true);
    expect(await readFile(path, 'utf8')).toBe(toCsv(frame));
    expect(await readdir(folder)).toEqual(['big.csv']);
  });

  test('that are not UTF-8 are refused', async () => {
    const path = join(folder, 'latin1.csv');
    await writeFile(path, Buffer.from('datetime,instrument\n2020-01-02,caf\xe9\n', 'latin1'));
    await expect(readCsv(path)).rejects.toThrowError(
      expect.objectContaining({ code: 'FILE_UNREADABLE', message: expect.stringMatching(/not UTF-8 near byte/) }),
    );
  });

  test('that are not there give the error of the file system', async () => {
    await expect(readCsv(join(folder, 'none.csv'))).rejects.toThrowError(expect.objectContaining({ code: 'ENOENT' }));
    await expect(writeCsv(join(folder, 'no', 'x.csv'), fromCsv(text))).rejects.toThrowError(
      expect.objectContaining({ code: 'ENOENT' }),
    );
  });
});
