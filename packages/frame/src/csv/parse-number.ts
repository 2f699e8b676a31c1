const missing: ReadonlySet<string> = new Set(['', 'nan', '-nan', 'na', 'n/a', 'null', 'none', '<na>', '#n/a', '#na']);
const words: ReadonlyMap<string, number> = new Map([
  ['inf', Number.POSITIVE_INFINITY],
  ['+inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
  ['+infinity', Number.POSITIVE_INFINITY],
  ['-infinity', Number.NEGATIVE_INFINITY],
  ['true', 1],
  ['false', 0],
]);

const zero = 48;
const nine = 57;
const space = 32;

/**
 * The number that a cell says: decimal, `inf`, or `true` and `false` as 1 and 0. NaN for an empty cell and for what pandas takes as
 * missing (`NaN`, `NA`, `null`, …), in any case and with spaces around.
 *
 * @returns `undefined` when the cell says no number.
 */
export function parseNumber(cell: string): number | undefined {
  const first = cell.charCodeAt(0);
  // `Number` also reads '0x1f' and takes ' ' for zero; both are rare enough to look at twice.
  if (first > space && !(first === zero && cell.charCodeAt(1) > nine)) {
    const value = Number(cell);
    if (!Number.isNaN(value)) return value;
  }
  return parseUnusual(cell.trim());
}

function parseUnusual(cell: string): number | undefined {
  const lower = cell.toLowerCase();
  if (missing.has(lower)) return Number.NaN;
  const word = words.get(lower);
  if (word !== undefined) return word;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(lower) ? Number(lower) : undefined;
}
