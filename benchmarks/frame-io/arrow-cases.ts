import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { type Frame, readArrow, writeArrow } from '@windrow/frame';
import * as arrow from 'apache-arrow';
import type { Case } from './measure.js';
import type { SampleFiles } from './sample-files.js';

/** With the quicker of Node's ways to read a file: one system call, on this thread. */
const readTable = async (path: string): Promise<arrow.Table> => arrow.tableFromIPC(readFileSync(path));

/** Every column as an array of its values, as apache-arrow gives them. */
function decodeAll(table: arrow.Table): unknown[] {
  return table.schema.fields.map((_, at) => table.getChildAt(at)?.toArray());
}

/** Reading and writing Arrow files, with apache-arrow as the yardstick. */
export async function arrowCases(frame: Frame, files: SampleFiles): Promise<Case[]> {
  // Complete with its instants: the yardstick has nothing left to do but to write.
  const table = await readTable(files.own);
  return [
    {
      work: 'read an Arrow file of Windrow',
      limit: 1.5,
      yardstick: { name: 'apache-arrow, file read, nothing decoded', run: () => readTable(files.own) },
      windrow: { name: 'readArrow', run: () => readArrow(files.own) },
    },
    {
      work: 'write an Arrow file',
      limit: 1.5,
      yardstick: {
        name: 'apache-arrow, a table that is there',
        run: () => writeFile(files.scratch, arrow.tableToIPC(table, 'file')),
      },
      windrow: { name: 'writeArrow', run: () => writeArrow(files.scratch, frame) },
    },
    {
      work: 'read a foreign Arrow file, texts',
      limit: 1.5,
      yardstick: {
        name: 'apache-arrow, every column decoded',
        run: async () => decodeAll(await readTable(files.plain)),
      },
      windrow: { name: 'readArrow', run: () => readArrow(files.plain) },
    },
    {
      work: 'read a foreign Arrow file, dictionary',
      limit: 1.5,
      yardstick: {
        name: 'apache-arrow, every column decoded',
        run: async () => decodeAll(await readTable(files.dictionary)),
      },
      windrow: { name: 'readArrow', run: () => readArrow(files.dictionary) },
    },
  ];
}
