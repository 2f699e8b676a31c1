import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chooseColumns } from './choose-columns.js';
import { readFileBytes } from './read-file.js';
import { writeFileWhole } from './write-file.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'windrow-file-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('a write that fails leaves the file that was there, and nothing else', async () => {
  const path = join(folder, 'kept');
  await writeFile(path, 'before');
  const pieces = function* (): Generator<Uint8Array> {
    yield Buffer.from('after');
    throw new Error('the disk is full');
  };
  await expect(writeFileWhole(path, pieces())).rejects.toThrowError('the disk is full');
  expect(await readFile(path, 'utf8')).toBe('before');
  expect(await readdir(folder)).toEqual(['kept']);
});

test('a file of several reads is read in order into one buffer of its own', async () => {
  const path = join(folder, 'large');
  const content = Buffer.alloc(20 * 1024 * 1024 + 3, 'windrow reads this ');
  await writeFile(path, content);
  const bytes = await readFileBytes(path, 'Arrow');
  expect(content.equals(bytes)).toBe(true);
  expect([bytes.byteOffset, bytes.buffer.byteLength]).toEqual([0, content.length]);
});

describe('chooseColumns', () => {
  test('a value column cannot be named like the key, unless it is the key', () => {
    expect(() => chooseColumns('CSV', ['day', 'datetime'], { datetime: 'day' })).toThrowError(
      expect.objectContaining({
        code: 'COLUMN_NAME_INVALID',
        column: 'datetime',
        message: expect.stringMatching(/stands for the key of a row; choose others/),
      }),
    );
    expect(chooseColumns('CSV', ['day', 'datetime', 'x'], { datetime: 'day', columns: ['x'] })).toEqual({
      time: 0,
      instrument: undefined,
      values: [{ name: 'x', index: 2 }],
    });
  });
});
