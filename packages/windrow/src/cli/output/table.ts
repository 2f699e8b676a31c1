import { stripVTControlCharacters } from 'node:util';

/**
 * A table of texts that fits `width` columns: the widest cells are cut with an ellipsis where they must be. Numbers go to the right.
 * Control characters of stored texts are taken out, so that no task can write to the terminal.
 */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[], width: number): string {
  const cells = [head, ...rows].map((row) => row.map(clean));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  shrink(widths, width - 2 * (head.length - 1));
  const isNumber = head.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => fit(cell, widths[column] as number, isNumber[column] === true))
      .join('  ')
      .trimEnd();
  return cells.map(line).join('\n');
}

/** The width of the terminal, or no limit in a pipe. */
export function outputWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
}

function clean(cell: string | number): string {
  return stripVTControlCharacters(String(cell)).replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
}

function shrink(widths: number[], room: number): void {
  while (widths.reduce((so, width) => so + width, 0) > room) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] as number) <= 8) return;
    widths[widest] = (widths[widest] as number) - 1;
  }
}

function fit(cell: string, width: number, right: boolean): string {
  const cut = cell.length > width ? `${cell.slice(0, width - 1)}…` : cell;
  return right ? cut.padStart(width) : cut.padEnd(width);
}
