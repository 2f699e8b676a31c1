import { DuplicateRowsError, formatKey } from '@windrow/core';
import { formatInstant } from '@windrow/frame';
import { rowStateOf } from '../keys/row-state.js';
import { sameCodes } from '../keys/same-keys.js';
import type { AverageMember, AverageMembers } from './average-members.js';
import { type DayRows, SortedDayRows, UnsortedDayRows } from './day-rows.js';

/** Told of each day that has rows: which members have some, in the order of their keys. The list is used again for the next day. */
export type VisitDay = (day: number, present: readonly DayRows[]) => void;

/** Goes through all members at once, day by day. */
export class DayWalk {
  readonly #days: number;
  readonly #rows: readonly DayRows[];
  readonly #unsorted: readonly UnsortedDayRows[];
  /** Ends of the ranges of days for which unsorted rows are prepared at a time. */
  readonly #chunkEnds: readonly number[];
  /** All members have the same rows in the same places. */
  readonly sameKeys: boolean;

  /** @throws DuplicateRowsError (`MEMBER_ROWS_DUPLICATE`) for a sorted member with two rows of one key. */
  constructor(members: AverageMembers) {
    this.#days = members.times.length;
    const first = members.list[0] as AverageMember;
    const firstState = rowStateOf(first.frame);
    this.sameKeys = members.list.every((member) => hasKeysOf(first, member));
    this.#rows = members.list.map((member) => {
      const state = this.sameKeys ? firstState : rowStateOf(member.frame);
      if (state === 'repeating') throw repeated(member);
      return state === 'ascending' ? new SortedDayRows(member) : new UnsortedDayRows(member);
    });
    this.#unsorted = this.#rows.filter((rows) => rows instanceof UnsortedDayRows);
    this.#chunkEnds = this.#unsorted.length === 0 ? [this.#days] : chunksOf(this.#unsorted, this.#days);
  }

  visit(visitDay: VisitDay): void {
    for (const rows of this.#rows) rows.rewind();
    const present: DayRows[] = [];
    let day = 0;
    for (const end of this.#chunkEnds) {
      for (const rows of this.#unsorted) rows.openDays(day, end);
      for (; day < end; day++) {
        present.length = 0;
        for (const rows of this.#rows) if (rows.seek(day)) present.push(rows);
        if (present.length > 0) visitDay(day, present);
      }
    }
  }
}

function hasKeysOf(first: AverageMember, member: AverageMember): boolean {
  return (
    member.timeMap === first.timeMap &&
    member.instrumentMap === first.instrumentMap &&
    sameCodes(first.frame, member.frame)
  );
}

/** Ranges of days with about as many unsorted rows, all members together, as two members have: what they need stays below the result. */
function chunksOf(unsorted: readonly UnsortedDayRows[], days: number): readonly number[] {
  const counts = new Float64Array(days);
  let longest = 0;
  for (const { member } of unsorted) {
    const { timeCodes } = member.frame;
    longest = Math.max(longest, timeCodes.length);
    for (let row = 0; row < timeCodes.length; row++) {
      const code = timeCodes[row] as number;
      const day = member.timeMap === undefined ? code : (member.timeMap[code] as number);
      counts[day] = (counts[day] as number) + 1;
    }
  }
  const budget = Math.max(2 * longest, 1 << 18);
  const ends: number[] = [];
  let rows = 0;
  counts.forEach((many, day) => {
    if (rows > 0 && rows + many > budget) {
      ends.push(day);
      rows = 0;
    }
    rows += many;
  });
  return [...ends, days];
}

function repeated(member: AverageMember): DuplicateRowsError {
  const { timeCodes, instrumentCodes, times, instruments } = member.frame;
  let row = 1;
  while (timeCodes[row] !== timeCodes[row - 1] || instrumentCodes[row] !== instrumentCodes[row - 1]) row++;
  const time = times[timeCodes[row] as number] as number;
  return new DuplicateRowsError(
    formatKey(member.key),
    formatInstant(time),
    instruments[instrumentCodes[row] as number] as string,
  );
}
