import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyMap } from '@windrow/core';
import { Frame, readArrow, readCsv, readParquet } from '@windrow/frame';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeOutputs } from './write-outputs.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'windrow-outputs-'));
});
afterEach(() => rm(folder, { recursive: true }));

const frame = (value: number) => Frame.fromColumns({ datetime: ['2020-01-01'], columns: { score: [value] } });
const made = (entries: readonly (readonly [readonly (string | number)[], unknown])[]) => ({
  artifacts: new Map([['pred', new KeyMap<unknown>(entries)]]),
  scores: [],
});

describe('files of a workflow', () => {
  it('are written by their ending, each readable again, into folders that are made', async () => {
    const spec = { files: ['a.arrow', 'b.csv', 'sub/c.parquet'].map((file) => ({ file })), summary: 's.json' };
    const paths = await writeOutputs(spec, made([[[], frame(1.5)]]), { tasks: 1 }, folder);
    expect(paths.map((path) => path.slice(folder.length + 1))).toEqual(['a.arrow', 'b.csv', 'sub/c.parquet', 's.json']);
    const [arrow, csv, parquet] = [
      await readArrow(paths[0] ?? ''),
      await readCsv(paths[1] ?? ''),
      await readParquet(paths[2] ?? ''),
    ];
    for (const read of [arrow, csv, parquet]) expect(read.equals(frame(1.5))).toBe(true);
    expect(JSON.parse(await readFile(paths[3] ?? '', 'utf8'))).toEqual({
      schema: 'windrow/run-summary/1',
      tasks: 1,
      scores: [],
    });
  });

  it('of several forecasts have the key in their name, never leave the folder, and never meet', async () => {
    const keys = [[5, 'own+market'], ['../../x', 'y'], ['.._.._x', 'y'], ['A'], ['a']];
    await writeOutputs({ files: [{ file: 'f.csv' }] }, made(keys.map((key, place) => [key, frame(place)])), {}, folder);
    expect((await readdir(folder)).sort()).toEqual(
      ['f-5-own+market.csv', 'f-A.csv', 'f-__.._x-y-2.csv', 'f-__.._x-y.csv', 'f-a-2.csv'].sort(),
    );
  });

  it('are none of them written when one cannot be', async () => {
    const spec = { files: [{ file: 'a.csv' }, { file: 'b.csv', artifact: 'ic' }] };
    await expect(writeOutputs(spec, made([[[], frame(1)]]), {}, folder)).rejects.toMatchObject({
      code: 'OUTPUT_NOT_A_FRAME',
      artifact: 'ic',
    });
    await expect(writeOutputs({ files: [{ file: 'a.csv' }] }, made([[[], 'text']]), {}, folder)).rejects.toThrowError(
      /pred is no frame/,
    );
    expect(await readdir(folder)).toEqual([]);
  });
});
