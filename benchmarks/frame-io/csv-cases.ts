import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { type Frame, readCsv, writeCsv } from '@windrow/frame';
import Papa from 'papaparse';
import type { Case } from './measure.js';
import type { SampleFiles } from './sample-files.js';

const bytesPerPiece = 64 * 1024;
const rowsPerPiece = 8192;

/** papaparse over a file, piece by piece; rows are counted and dropped. */
function parse(path: string, dynamicTyping: boolean): Promise<number> {
  let rows = 0;
  return new Promise((resolve, reject) => {
    Papa.parse(createReadStream(path, { highWaterMark: bytesPerPiece }), {
      dynamicTyping,
      skipEmptyLines: true,
      chunk: ({ data }) => {
        rows += data.length;
      },
      complete: () => resolve(rows),
      error: reject,
    });
  });
}

async function unparse(path: string, frame: Frame): Promise<void> {
  const stream = createWriteStream(path);
  const times = Array.from(frame.times, (time) => new Date(time).toISOString().slice(0, 10));
  const columns = [...frame.columns.values()];
  stream.write(`${Papa.unparse([['datetime', 'instrument', ...frame.columnNames]])}\n`);
  for (let start = 0; start < frame.length; start += rowsPerPiece) {
    const rows: (string | number | undefined)[][] = [];
    for (let row = start; row < Math.min(start + rowsPerPiece, frame.length); row++) {
      rows.push([
        times[frame.timeCodes[row] as number],
        frame.instruments[frame.instrumentCodes[row] as number],
        ...columns.map((values) => values[row]),
      ]);
    }
    if (!stream.write(`${Papa.unparse(rows, { newline: '\n' })}\n`)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
}

/** Reading and writing CSV, with papaparse as the yardstick. */
export function csvCases(frame: Frame, files: SampleFiles): Case[] {
  return [
    {
      work: 'read a CSV',
      limit: 1.5,
      yardstick: { name: 'papaparse, numbers decoded', run: () => parse(files.csv, true) },
      windrow: { name: 'readCsv', run: () => readCsv(files.csv) },
      others: [{ name: 'papaparse, cells left as texts', run: () => parse(files.csv, false) }],
    },
    {
      work: 'write a CSV',
      limit: 1.5,
      yardstick: { name: 'papaparse', run: () => unparse(files.scratch, frame) },
      windrow: { name: 'writeCsv', run: () => writeCsv(files.scratch, frame) },
    },
  ];
}
