import { cleanLine } from './clean-text.js';
import { type Colours, coloursOf, paintStatus } from './colours.js';
import { fitTo, widthOf } from './text-width.js';

export type Cell = string | number;

/** Columns narrower than this say nothing. */
const LEAST_WIDTH = 8;
const GAP = 2;

export interface TableOptions {
  readonly width?: number;
  readonly colours?: Colours;
  /** Columns that are cut only when cutting the others was not enough. */
  readonly keep?: readonly number[];
}

/**
 * A table of texts that fits `width` columns: the widest cells are cut with an ellipsis where they must be. Numbers go to the right,
 * statuses have their colour. Stored texts cannot steer the terminal.
 */
export function table(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  { width = outputWidth(), colours = coloursOf(process.stdout), keep = [] }: TableOptions = {},
): string {
  const cells = [head, ...rows].map((row) => head.map((_, column) => cleanLine(row[column] ?? '')));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => widthOf(row[column] as string))));
  const room = width - GAP * (head.length - 1);
  shrink(widths, room, keep);
  shrink(widths, room, []);
  const isNumber = head.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'));
  const lines = cells.map((row, at) =>
    row.map((cell, column) => {
      const last = column === head.length - 1;
      const fitted = fitTo(cell, widths[column] as number, isNumber[column] === true ? 'right' : 'left');
      const text = last ? fitted.trimEnd() : fitted;
      return at === 0 ? colours.bold(text) : paintStatus(colours, cell, text);
    }),
  );
  return lines.map((line) => line.join(' '.repeat(GAP)).trimEnd()).join('\n');
}

/** The width of the terminal, or no limit in a pipe. */
export function outputWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
}

function shrink(widths: number[], room: number, keep: readonly number[]): void {
  let total = widths.reduce((so, width) => so + width, 0);
  while (total > room) {
    const widest = Math.max(...widths.filter((_, column) => !keep.includes(column)));
    if (widest <= LEAST_WIDTH) return;
    widths[widths.findIndex((width, column) => width === widest && !keep.includes(column))] = widest - 1;
    total -= 1;
  }
}
