import { formatInstantShort } from '../time/format-instant.js';
import type { FrameView } from './frame-view.js';

/** How much of a frame is printed. */
export interface PrintOptions {
  /** Rows from each end; a frame of at most twice as many is printed whole. Default 5. */
  readonly rows?: number | undefined;
  /** Significant digits of a value. Default 6. */
  readonly digits?: number | undefined;
}

/** A frame as text; see `Frame.toString`. */
export function printFrame(frame: FrameView, options: PrintOptions = {}): string {
  const each = options.rows ?? 5;
  const whole = frame.length <= 2 * each;
  const hasInstruments = frame.instruments.some((name) => name !== '');
  const heading = ['datetime', ...(hasInstruments ? ['instrument'] : []), ...frame.columnNames];
  const range = (from: number, to: number): string[][] =>
    Array.from({ length: to - from }, (_, place) => printRow(frame, from + place, hasInstruments, options.digits ?? 6));
  const table = whole
    ? [heading, ...range(0, frame.length)]
    : [heading, ...range(0, each), heading.map(() => '…'), ...range(frame.length - each, frame.length)];
  const textColumns = hasInstruments ? 2 : 1;
  const widths = heading.map((_, at) => Math.max(...table.map((line) => (line[at] as string).length)));
  const body = table.map((line) =>
    line
      .map((cell, at) => (at < textColumns ? cell.padEnd(widths[at] as number) : cell.padStart(widths[at] as number)))
      .join('  ')
      .trimEnd(),
  );
  return [titleOf(frame), ...(frame.length === 0 ? [] : body)].join('\n');
}

function titleOf(frame: FrameView): string {
  const count = (number: number, thing: string): string =>
    `${number.toLocaleString('en-US')} ${thing}${number === 1 ? '' : 's'}`;
  const names = frame.columns.size === 0 ? '' : ` (${frame.columnNames.join(', ')})`;
  return `Frame: ${count(frame.length, 'row')}, ${count(frame.columns.size, 'column')}${names}`;
}

function printRow(frame: FrameView, row: number, hasInstruments: boolean, digits: number): string[] {
  const time = formatInstantShort(frame.times[frame.timeCodes[row] as number] as number);
  const instrument = frame.instruments[frame.instrumentCodes[row] as number] as string;
  const values = Array.from(frame.columns.values(), (column) => printValue(column[row] as number, digits));
  return [time, ...(hasInstruments ? [instrument] : []), ...values];
}

function printValue(value: number, digits: number): string {
  const short = String(value);
  const rounded = value.toPrecision(digits);
  return short.length <= rounded.length ? short : rounded;
}
