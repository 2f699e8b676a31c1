import { DuplicateRowsError, formatKey } from '@windrow/core';
import { formatInstant } from '@windrow/frame';
import { rowStateOf } from '../keys/row-state.js';
import { haveSameCodes } from '../keys/same-keys.js';
import type { AverageMember, AverageMembers } from './average-members.js';
import { type DayRoom, type DayRows, FollowingDayRows, roomFor, SortedDayRows, UnsortedDayRows } from './day-rows.js';

/** Told of each day that has rows: which members have some, in the order of their keys. The list is used again for the next day. */
export type VisitDay = (day: number, present: readonly DayRows[]) => void;

/** Goes through the members day by day: all at once, or one after the other. */
export class DayWalk {
  readonly #days: number;
  readonly #rows: readonly DayRows[];
  readonly #unsorted: readonly UnsortedDayRows[];
  readonly #chunks: Chunks;
  #room: DayRoom | undefined;
  /** All members have the same rows in the same places. */
  readonly sameKeys: boolean;

  /** @throws DuplicateRowsError (`MEMBER_ROWS_DUPLICATE`) for a sorted member with two rows of one key. */
  constructor(members: AverageMembers) {
    this.#days = members.times.length;
    this.sameKeys = hasSameKeys(members.list);
    this.#rows = this.sameKeys ? rowsOfSameKeys(members.list) : members.list.map((member) => rowsOf(member));
    this.#unsorted = this.#rows.filter((rows) => rows instanceof UnsortedDayRows);
    this.#chunks = this.#unsorted.length === 0 ? { ends: [this.#days], rows: 0 } : chunksOf(this.#unsorted, this.#days);
  }

  visit(visitDay: VisitDay): void {
    for (const rows of this.#rows) rows.rewind();
    const present: DayRows[] = [];
    let day = 0;
    for (const end of this.#chunks.ends) {
      this.#openDays(day, end);
      for (; day < end; day++) {
        present.length = 0;
        for (const rows of this.#rows) if (rows.seek(day)) present.push(rows);
        if (present.length > 0) visitDay(day, present);
      }
    }
  }

  /** Whether some member's rows are in no order. */
  get hasUnsorted(): boolean {
    return this.#unsorted.length > 0;
  }

  /** The rows of the member that has the most. */
  get longest(): number {
    return this.#rows.reduce((most, { member }) => Math.max(most, member.frame.length), 0);
  }

  /** As {@link visit}, one member after the other, each through all its days. */
  visitMembers(visitDay: VisitDay): void {
    const longest = this.#unsorted.reduce((most, { member }) => Math.max(most, member.frame.length), 0);
    const room = roomFor(longest);
    for (const rows of this.#rows) {
      rows.rewind();
      if (rows instanceof UnsortedDayRows) rows.openDays(0, this.#days, room, 0);
      for (let day = 0; day < this.#days; day++) if (rows.seek(day)) visitDay(day, [rows]);
    }
  }

  #openDays(from: number, until: number): void {
    if (this.#unsorted.length === 0) return;
    const { rows } = this.#chunks;
    this.#room ??= roomFor(rows);
    let at = 0;
    for (const member of this.#unsorted) at = member.openDays(from, until, this.#room, at);
  }
}

/** Ranges of days for which unsorted rows are brought together at a time. */
interface Chunks {
  /** Where each range ends. */
  readonly ends: readonly number[];
  /** The most rows in a range. */
  readonly rows: number;
}

function hasSameKeys(list: readonly AverageMember[]): boolean {
  const first = list[0] as AverageMember;
  return (
    list.every(({ timeMap, instrumentMap }) => timeMap === first.timeMap && instrumentMap === first.instrumentMap) &&
    haveSameCodes(list.map(({ frame }) => frame))
  );
}

function rowsOf(member: AverageMember): SortedDayRows | UnsortedDayRows {
  const state = rowStateOf(member.frame);
  if (state === 'repeating') throw repeated(member);
  return state === 'ascending' ? new SortedDayRows(member) : new UnsortedDayRows(member);
}

/** The first member's rows say for all what order they are in and where days are. */
function rowsOfSameKeys([first, ...others]: readonly AverageMember[]): readonly DayRows[] {
  const leader = rowsOf(first as AverageMember);
  if (leader instanceof UnsortedDayRows) return [leader, ...others.map((member) => new UnsortedDayRows(member))];
  return [leader, ...others.map((member) => new FollowingDayRows(member, leader))];
}

/** Ranges of days with so many unsorted rows, all members together, that bringing them together takes less memory than the result. */
function chunksOf(unsorted: readonly UnsortedDayRows[], days: number): Chunks {
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
  const budget = Math.max(1.25 * longest, 1 << 18);
  const ends: number[] = [];
  let rows = 0;
  let most = 0;
  counts.forEach((many, day) => {
    if (rows > 0 && rows + many > budget) {
      ends.push(day);
      rows = 0;
    }
    rows += many;
    most = Math.max(most, rows);
  });
  return { ends: [...ends, days], rows: most };
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
