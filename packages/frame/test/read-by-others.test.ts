import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Frame, fromArrow, fromCsv, fromParquet, toArrow, toCsv, toParquet } from '../src/index.js';
import { ownSample, ownSeries } from './fixtures/own-sample.js';

interface Reading {
  readonly types: Readonly<Record<string, string>>;
  readonly index?: readonly string[];
  readonly times: readonly number[];
  readonly instruments: readonly string[];
  readonly columns: Readonly<Record<string, readonly (number | string | null)[]>>;
}

const fixture = (name: string): Buffer =>
  readFileSync(fileURLToPath(new URL(`./fixtures/own/${name}`, import.meta.url)));
const { readings } = JSON.parse(fixture('read-by-others.json').toString()) as {
  readings: Record<string, Record<string, Reading>>;
};

const writers: Readonly<Record<string, (frame: Frame) => Promise<Uint8Array>>> = {
  arrow: toArrow,
  parquet: toParquet,
  csv: async (frame) => Buffer.from(toCsv(frame)),
  json: async (frame) => Buffer.from(JSON.stringify(frame)),
};

/** CSV and JSON have no NaN, JSON no infinity either. */
function sayValue(value: number, format: string): number | string | null {
  if (Number.isFinite(value)) return value;
  if (format === 'json') return 'nan';
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}

describe.each([
  ['sample', ownSample],
  ['series', ownSeries],
] as const)('the %s', (kind, frame) => {
  test.each(Object.keys(writers))('as %s is byte for byte what the others were given', async (format) => {
    const write = writers[format] as (frame: Frame) => Promise<Uint8Array>;
    expect(Buffer.from(await write(frame)).equals(fixture(`${kind}.${format}`))).toBe(true);
  });

  const cases = Object.keys(writers).flatMap((format) =>
    Object.entries(readings[`${kind}.${format}`] ?? {}).map(([reader, reading]) => ({ format, reader, reading })),
  );
  test('was read by pandas, polars and DuckDB', () => {
    expect(cases.map(({ format, reader }) => `${format} by ${reader}`)).toEqual([
      ...['arrow', 'parquet', 'csv'].flatMap((format) =>
        ['pandas', 'polars', 'DuckDB'].map((by) => `${format} by ${by}`),
      ),
      'json by pandas',
    ]);
  });

  test.each(cases)('as $format is read by $reader with every key and value', ({ format, reading }) => {
    expect(reading.times).toEqual(Array.from(frame.timeCodes, (code) => frame.times[code]));
    expect(reading.instruments).toEqual(Array.from(frame.instrumentCodes, (code) => frame.instruments[code]));
    expect(Object.keys(reading.columns)).toEqual(frame.columnNames);
    for (const [name, values] of frame.columns) {
      const read = (reading.columns[name] as readonly (number | string | null)[]).map((value) => value ?? 'nan');
      expect(read, name).toEqual(Array.from(values, (value) => sayValue(value, format)));
    }
    if (reading.index !== undefined) expect(reading.index).toEqual(frame.toJSON().schema.primaryKey);
  });

  test('is read back by Windrow from each', async () => {
    expect((await fromArrow(fixture(`${kind}.arrow`))).equals(frame)).toBe(true);
    expect((await fromParquet(fixture(`${kind}.parquet`))).equals(frame)).toBe(true);
    expect(fromCsv(fixture(`${kind}.csv`).toString()).equals(frame)).toBe(true);
  });
});
