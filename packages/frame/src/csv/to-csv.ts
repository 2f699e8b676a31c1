import Papa from 'papaparse';
import { writeFileWhole } from '../file/write-file.js';
import type { Frame } from '../frame/frame.js';
import { formatInstant } from '../time/format-instant.js';

const dayMs = 86_400_000;
const rowsPerPiece = 8192;

/**
 * A frame as CSV with a header: `datetime` in UTC (as dates when all are at midnight), `instrument` (left out for a series without
 * instruments), then the columns with all their digits. NaN is an empty cell, infinities are `inf` and `-inf`. For frames whose text is
 * too long for one string use {@link writeCsv}.
 */
export function toCsv(frame: Frame): string {
  return [...csvPieces(frame)].join('');
}

/**
 * Writes a frame to a CSV file in UTF-8, piece by piece; see {@link toCsv}. The file appears under its name when it is whole, replacing
 * another.
 *
 * @throws the error of the file system, with its own `code`.
 */
export async function writeCsv(path: string, frame: Frame): Promise<void> {
  await writeFileWhole(path, encoded(csvPieces(frame)));
}

function* encoded(pieces: Iterable<string>): Generator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece, 'utf8');
}

function* csvPieces(frame: Frame): Generator<string> {
  const hasInstruments = frame.instruments.some((name) => name !== '');
  const times = formatTimes(frame.times);
  // The quoting is the library's; each name is quoted once, not once per row.
  const instruments = hasInstruments ? frame.instruments.map((name) => `,${quoted(name)}`) : frame.instruments;
  const columns = [...frame.columns.values()];
  const header = ['datetime', ...(hasInstruments ? ['instrument'] : []), ...frame.columnNames];
  yield `${header.map(quoted).join(',')}\n`;
  for (let start = 0; start < frame.length; start += rowsPerPiece) {
    let piece = '';
    for (let row = start; row < Math.min(start + rowsPerPiece, frame.length); row++) {
      piece += times[frame.timeCodes[row] as number] as string;
      piece += instruments[frame.instrumentCodes[row] as number] as string;
      for (let at = 0; at < columns.length; at++) piece += formatCell((columns[at] as Float64Array)[row] as number);
      piece += '\n';
    }
    yield piece;
  }
}

function formatTimes(times: Float64Array): readonly string[] {
  const short = times.every((time) => time % dayMs === 0);
  return Array.from(times, (time) => (short ? formatInstant(time).slice(0, -14) : formatInstant(time)));
}

function formatCell(value: number): string {
  if (Number.isFinite(value)) return `,${value}`;
  if (Number.isNaN(value)) return ',';
  return value > 0 ? ',inf' : ',-inf';
}

function quoted(text: string): string {
  return Papa.unparse([[text]], { newline: '\n' });
}
