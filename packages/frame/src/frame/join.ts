import { ColumnNameError, maxRows } from '../errors/frame-shape-errors.js';
import { FrameOptionError } from '../errors/frame-value-errors.js';
import { compareCodePoints } from '../order/compare-code-points.js';
import { mergeDictionaries } from '../order/merge-sorted.js';
import { checkRowCount, type FrameParts } from './frame-parts.js';
import type { FrameView } from './frame-view.js';
import { requireUnique } from './validate.js';

/** How two frames are joined. */
export interface JoinOptions {
  /** Which keys the result has: those of both frames (`inner`, the default), of this one (`left`), of either (`outer`). */
  readonly how?: 'inner' | 'left' | 'outer' | undefined;
  /** Put behind the names of the other frame's columns that this one has too. Without it such a name is an error. */
  readonly suffix?: string | undefined;
}

const missing = -1;

/** The parts of two frames side by side; see `Frame.join`. Both must be sorted. */
export function joinParts(a: FrameView, b: FrameView, options: JoinOptions): FrameParts {
  const how = options.how ?? 'inner';
  if (!['inner', 'left', 'outer'].includes(how)) {
    throw new FrameOptionError('how', how, "'inner', 'left' or 'outer'");
  }
  const names = joinedNames(a, b, options.suffix);
  for (const frame of [a, b]) if (!frame.isUnique()) requireUnique(frame, 'join');
  const times = mergeDictionaries(a.times, b.times, (x, y) => x - y);
  const instruments = mergeDictionaries(a.instruments, b.instruments, compareCodePoints);
  const aCodes = [renumbered(a.timeCodes, times.fromA), renumbered(a.instrumentCodes, instruments.fromA)] as const;
  const bCodes = [renumbered(b.timeCodes, times.fromB), renumbered(b.instrumentCodes, instruments.fromB)] as const;
  const { fromA, fromB } = matchRows(aCodes, bCodes, how);
  const pick = (fromFirst: Int32Array, fromSecond: Int32Array): Int32Array =>
    fromA.map((row, place) => (row === missing ? fromSecond[fromB[place] as number] : fromFirst[row]) as number);
  return {
    times: Float64Array.from(times.merged),
    timeCodes: pick(aCodes[0], bCodes[0]),
    instruments: instruments.merged,
    instrumentCodes: pick(aCodes[1], bCodes[1]),
    columns: [
      ...Array.from(a.columns, ([name, values]) => [name, gathered(values, fromA)] as const),
      ...Array.from(b.columns, ([name, values]) => [names.get(name) as string, gathered(values, fromB)] as const),
    ],
  };
}

function joinedNames(a: FrameView, b: FrameView, suffix: string | undefined): Map<string, string> {
  const names = new Map<string, string>();
  for (const name of b.columnNames) {
    if (a.columns.has(name) && suffix === undefined) {
      throw new ColumnNameError(name, 'both frames of the join have it; give `suffix` to rename the second');
    }
    names.set(name, a.columns.has(name) ? name + suffix : name);
  }
  return names;
}

function renumbered(codes: Int32Array, rank: Int32Array): Int32Array {
  return codes.map((code) => rank[code] as number);
}

type CodePair = readonly [timeCodes: Int32Array, instrumentCodes: Int32Array];

/** For each row of the result, the row of each side, or `missing`. */
function matchRows(
  a: CodePair,
  b: CodePair,
  how: 'inner' | 'left' | 'outer',
): { fromA: Int32Array; fromB: Int32Array } {
  const [aRows, bRows] = [a[0].length, b[0].length];
  const capacity = how === 'outer' ? Math.min(aRows + bRows, maxRows) : aRows;
  const fromA = new Int32Array(capacity);
  const fromB = new Int32Array(capacity);
  let [atA, atB, place] = [0, 0, 0];
  while (atA < aRows || (how === 'outer' && atB < bRows)) {
    const order = atA === aRows ? 1 : atB === bRows ? -1 : compareRows(a, atA, b, atB);
    const keep = order === 0 || (order < 0 && how !== 'inner') || (order > 0 && how === 'outer');
    if (keep) {
      checkRowCount(place + 1);
      fromA[place] = order <= 0 ? atA : missing;
      fromB[place++] = order >= 0 ? atB : missing;
    }
    if (order <= 0) atA++;
    if (order >= 0) atB++;
  }
  return { fromA: fromA.subarray(0, place), fromB: fromB.subarray(0, place) };
}

function compareRows(a: CodePair, atA: number, b: CodePair, atB: number): number {
  const byTime = (a[0][atA] as number) - (b[0][atB] as number);
  return byTime !== 0 ? byTime : (a[1][atA] as number) - (b[1][atB] as number);
}

function gathered(values: Float64Array, rows: Int32Array): Float64Array {
  const result = new Float64Array(rows.length);
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place] as number;
    result[place] = row === missing ? Number.NaN : (values[row] as number);
  }
  return result;
}
