import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as arrow from 'apache-arrow';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Frame } from '../frame/frame.js';
import { frameToBatches } from './frame-to-batches.js';
import { fromArrow, readArrow } from './from-arrow.js';
import { toArrow, writeArrow } from './to-arrow.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'windrow-arrow-'));
});
afterAll(() => rm(folder, { recursive: true }));

const day = 86_400_000;
const sample = Frame.fromColumns({
  datetime: Array.from({ length: 1000 }, (_, row) => Math.floor(row / 10) * day),
  instrument: Array.from({ length: 1000 }, (_, row) => `instrument ${row % 10}`),
  columns: {
    score: Array.from({ length: 1000 }, (_, row) => (row % 9 === 0 ? Number.NaN : row / 7)),
    label: Array.from({ length: 1000 }, (_, row) => -row),
  },
});

/** A one-column file with a dictionary, for what no writer would write. */
function dictionaryFile(words: readonly string[], indices: Int32Array): Uint8Array {
  const table = new arrow.Table({
    datetime: arrow.makeVector({
      type: new arrow.TimestampMillisecond(),
      data: BigInt64Array.from({ length: indices.length }, () => 0n),
    } as never),
    instrument: new arrow.Vector([
      arrow.makeData({
        type: new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32(), 0),
        data: indices,
        dictionary: arrow.vectorFromArray([...words], new arrow.Utf8()),
      }),
    ]),
  } as never);
  return arrow.tableToIPC(table, 'file');
}

describe('a file that Windrow wrote', () => {
  test('is read without a copy: codes and columns are views of its bytes', async () => {
    const bytes = await toArrow(sample);
    const frame = (await fromArrow(bytes)).validate();
    expect(frame.equals(sample)).toBe(true);
    expect(frame.column('score').buffer).toBe(bytes.buffer);
    expect(frame.column('label').buffer).toBe(bytes.buffer);
    expect(frame.instrumentCodes.buffer).toBe(bytes.buffer);
  });

  test('is written whole and read back', async () => {
    const path = join(folder, 'sample.arrow');
    await writeArrow(path, sample);
    await writeArrow(path, sample);
    const frame = (await readArrow(path)).validate();
    expect(frame.equals(sample)).toBe(true);
    expect(await readdir(folder)).toEqual(['sample.arrow']);
    // The codes of the instants took the place of the timestamps: the file's bytes are all the memory there is.
    expect(frame.timeCodes.buffer).toBe(frame.column('score').buffer);
  });

  test('in any order of rows is read in place as well', async () => {
    const path = join(folder, 'mixed.arrow');
    const order = Array.from({ length: 1000 }, (_, row) => (row * 617) % 1000);
    const mixed = Frame.fromRows(order.map((row) => ({ datetime: row % 37, instrument: `${row}`, x: row })));
    await writeArrow(path, mixed);
    expect((await readArrow(path)).validate().equals(mixed)).toBe(true);
    await rm(path);
  });

  test('given as bytes is not written to', async () => {
    const bytes = await toArrow(sample);
    const before = bytes.slice();
    await fromArrow(bytes);
    expect(Buffer.compare(bytes, before)).toBe(0);
  });

  test('from shared memory, and from bytes that are not aligned', async () => {
    const bytes = await toArrow(sample.shared());
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect((await fromArrow(shifted.subarray(3))).equals(sample)).toBe(true);
  });

  test('can be moved to a thread as it was read', async () => {
    const path = join(folder, 'sample.arrow');
    await writeArrow(path, sample);
    const frame = await readArrow(path);
    const { data, transferList } = frame.toTransfer();
    const received = Frame.fromTransfer(structuredClone(data, { transfer: [...transferList] }));
    expect(received.equals(sample)).toBe(true);
    expect(frame.column('score')).toHaveLength(0);
  });

  test.each([0, 1])('of %d rows', async (rows) => {
    const frame = Frame.fromRows(
      Array.from({ length: rows }, () => ({ datetime: 0, instrument: 'A', x: 1 })),
      { columns: ['x'] },
    );
    const back = (await fromArrow(await toArrow(frame))).validate();
    expect([back.length, back.columnNames]).toEqual([rows, ['x']]);
    expect(back.equals(frame)).toBe(true);
  });

  test('of more than one record batch, as huge frames are', async () => {
    const batches = [...frameToBatches(arrow, sample, 28 * 300)];
    expect(batches.map((batch) => batch.numRows)).toEqual([300, 300, 300, 100]);
    const bytes = arrow.tableToIPC(new arrow.Table(batches), 'file');
    expect((await fromArrow(bytes)).validate().equals(sample)).toBe(true);
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
        expect((await fromArrow(await toArrow(frame))).validate().equals(frame)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('damage', () => {
  const refused = (reason: RegExp) =>
    expect.objectContaining({ code: 'FILE_UNREADABLE', message: expect.stringMatching(reason) });

  test('what is no Arrow file, or nothing, is refused', async () => {
    await expect(fromArrow(Buffer.from('datetime,x\n2020-01-02,1\n'))).rejects.toThrowError(
      refused(/cannot be read as Arrow/),
    );
    await expect(fromArrow(new Uint8Array(0))).rejects.toThrowError(refused(/cannot be read as Arrow/));
    await writeFile(join(folder, 'empty.arrow'), '');
    await expect(readArrow(join(folder, 'empty.arrow'))).rejects.toThrowError(refused(/cannot be read as Arrow/));
  });

  test('wherever a file is cut, the error is one of ours', async () => {
    const bytes = await toArrow(sample.select(0, 3 * day));
    for (let length = 0; length < bytes.length; length += 97) {
      await expect(fromArrow(bytes.slice(0, length)), `cut at ${length}`).rejects.toThrowError(refused(/./));
    }
  });

  test('an index outside its dictionary is refused, naming the row', async () => {
    for (const bad of [2, -1]) {
      const bytes = dictionaryFile(['a', 'b'], Int32Array.of(0, bad, 1));
      await expect(fromArrow(bytes)).rejects.toThrowError(
        refused(/row 2 of column 'instrument' points outside its dictionary/),
      );
      const twice = dictionaryFile(['a', 'a'], Int32Array.of(0, bad, 1));
      await expect(fromArrow(twice)).rejects.toThrowError(refused(/row 2 of column/));
    }
  });

  test('a missing file gives the error of the file system', async () => {
    await expect(readArrow(join(folder, 'none'))).rejects.toThrowError(expect.objectContaining({ code: 'ENOENT' }));
  });
});

test('a dictionary with an entry twice, or out of order, is put right without writing into the bytes given', async () => {
  const bytes = dictionaryFile(['b', 'a', 'b'], Int32Array.of(0, 1, 2));
  const before = bytes.slice();
  const frame = (await fromArrow(bytes)).validate();
  expect([frame.instruments, [...frame.instrumentCodes]]).toEqual([
    ['a', 'b'],
    [1, 0, 1],
  ]);
  expect(bytes).toEqual(before);
});
