import { checkRowCount, maxRows } from '@windrow/frame';
import type { DayRows } from './day-rows.js';
import type { DayWalk } from './day-walk.js';

/** How many rows the result needs room for, and on which days all members have the same rows. */
export interface Layout {
  /**
   * One table of all days, to which members are added one after the other, instead of a table of one day, to which they are added day by
   * day. For rows in no order, of which only one member at a time is then brought into the order of days.
   */
  readonly wholeTable: boolean;
  /** At least the rows of the result, at most an eighth more. */
  readonly capacity: number;
  /** Per day 1 where the members present have the same instruments in the same order. */
  readonly aligned: Uint8Array;
}

const slack = 1.125;

/**
 * Finds the room for the outer join. A bound is enough where it is close (members that each miss a few rows); else rows are counted.
 *
 * @throws TooManyRowsError (`TOO_MANY_ROWS`), before anything of that size is allocated.
 */
export function layOut(walk: DayWalk, days: number, instruments: number): Layout {
  const aligned = new Uint8Array(days);
  if (walk.sameKeys && !walk.hasUnsorted)
    return { wholeTable: false, capacity: walk.longest, aligned: aligned.fill(1) };
  const cells = days * instruments;
  if (walk.hasUnsorted && cells <= walk.longest * slack + 1024) {
    checkRowCount(cells);
    return { wholeTable: true, capacity: cells, aligned };
  }
  let atLeast = 0;
  let atMost = 0;
  walk.visit((day, present) => {
    const [longest, total] = lengthsOf(present);
    atLeast += longest;
    if (isAligned(present)) {
      aligned[day] = 1;
      atMost += longest;
    } else atMost += Math.min(total, instruments);
  });
  checkRowCount(atLeast);
  const close = atMost <= atLeast * slack + 1024 && atMost <= maxRows;
  const capacity = close ? atMost : countUnion(walk, aligned, instruments);
  checkRowCount(capacity);
  return { wholeTable: false, capacity, aligned };
}

function lengthsOf(present: readonly DayRows[]): readonly [number, number] {
  let longest = 0;
  let total = 0;
  for (const { from, to } of present) {
    longest = Math.max(longest, to - from);
    total += to - from;
  }
  return [longest, total];
}

function isAligned(present: readonly DayRows[]): boolean {
  const one = present[0] as DayRows;
  if (!one.sorted) return false;
  for (let place = 1; place < present.length; place++) {
    const other = present[place] as DayRows;
    if (!other.sorted || other.to - other.from !== one.to - one.from) return false;
    if (!sameInstruments(one, other)) return false;
  }
  return true;
}

function sameInstruments(a: DayRows, b: DayRows): boolean {
  const mapA = a.member.instrumentMap;
  const mapB = b.member.instrumentMap;
  const codesA = a.instrumentCodes;
  const codesB = b.instrumentCodes;
  const shift = b.from - a.from;
  if (mapA === mapB) {
    if (codesA === codesB && shift === 0) return true;
    for (let row = a.from; row < a.to; row++) if (codesA[row] !== codesB[row + shift]) return false;
    return true;
  }
  for (let row = a.from; row < a.to; row++) {
    const codeA = codesA[row] as number;
    const codeB = codesB[row + shift] as number;
    if ((mapA === undefined ? codeA : mapA[codeA]) !== (mapB === undefined ? codeB : mapB[codeB])) return false;
  }
  return true;
}

function countUnion(walk: DayWalk, aligned: Uint8Array, instruments: number): number {
  const seenOn = new Int32Array(instruments);
  let rows = 0;
  walk.visit((day, present) => {
    if (aligned[day] === 1) {
      rows += lengthsOf(present)[0];
      return;
    }
    for (const dayRows of present) {
      const { instrumentCodes, from, to } = dayRows;
      const map = dayRows.member.instrumentMap;
      for (let row = from; row < to; row++) {
        const own = instrumentCodes[row] as number;
        const code = map === undefined ? own : (map[own] as number);
        if (seenOn[code] !== day + 1) {
          seenOn[code] = day + 1;
          rows++;
        }
      }
    }
  });
  return rows;
}
