import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Frame } from '../frame/frame.js';
import { fromParquet, readParquet } from './from-parquet.js';
import { toParquet, writeParquet } from './to-parquet.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'windrow-parquet-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('a file is written whole and read back, also only some of its columns', async () => {
  const frame = Frame.fromColumns({
    datetime: Array.from({ length: 5000 }, (_, row) => row * 60_000),
    instrument: Array.from({ length: 5000 }, (_, row) => `i${row % 7}`),
    columns: { 'a.b': Array.from({ length: 5000 }, (_, row) => row / 3), c: new Float64Array(5000).fill(Number.NaN) },
  });
  const path = join(folder, 'x.parquet');
  await writeParquet(path, frame);
  expect((await readParquet(path)).validate().equals(frame)).toBe(true);
  expect((await readParquet(path, { columns: ['c'] })).columnNames).toEqual(['c']);
  expect(await readdir(folder)).toEqual(['x.parquet']);
});

test.each([0, 1])('a frame of %d rows comes back', async (rows) => {
  const frame = Frame.fromRows(
    Array.from({ length: rows }, () => ({ datetime: 0, instrument: 'A', x: 1 })),
    { columns: ['x'] },
  );
  const back = (await fromParquet(await toParquet(frame))).validate();
  expect([back.length, back.columnNames]).toEqual([rows, ['x']]);
});

test('law: any frame comes back as it was', async () => {
  const row = fc.record({
    datetime: fc.date({ noInvalidDate: true }),
    instrument: fc.string({ unit: 'grapheme', maxLength: 4 }),
    x: fc.oneof(fc.double(), fc.constant(Number.NaN)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
      const frame = Frame.fromRows(rows);
      expect((await fromParquet(await toParquet(frame))).validate().equals(frame)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('what is no Parquet file, is cut, or is missing, is refused', async () => {
  const refused = expect.objectContaining({
    code: 'FILE_UNREADABLE',
    message: expect.stringMatching(/cannot be read as Parquet: it is damaged or no Parquet file/),
  });
  await expect(fromParquet(Buffer.from('datetime,x\n'))).rejects.toThrowError(refused);
  await expect(fromParquet(new Uint8Array(0))).rejects.toThrowError(refused);
  const bytes = await toParquet(Frame.fromRows([{ datetime: 0, instrument: 'A', x: 1 }]));
  await expect(fromParquet(bytes.subarray(0, 100))).rejects.toThrowError(refused);
  await expect(readParquet(join(folder, 'none'))).rejects.toThrowError(expect.objectContaining({ code: 'ENOENT' }));
});
