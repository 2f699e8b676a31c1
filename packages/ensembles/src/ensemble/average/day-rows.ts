import { endOfRun } from '../keys/search.js';
import type { AverageMember } from './average-members.js';

/** One member's rows of one day after the other. */
export interface DayRows {
  readonly member: AverageMember;
  /** Whether rows of a day ascend by instrument and can be compared in place with those of another member. */
  readonly sorted: boolean;
  /** The rows that {@link seek} found are `from` to `to − 1` of these arrays, the latter in the frame's own codes. */
  readonly values: Float64Array;
  readonly instrumentCodes: Int32Array;
  readonly from: number;
  readonly to: number;
  /** Goes to a day, in ascending order of days. Whether the member has rows on it. */
  seek(day: number): boolean;
  /** Back before the first day. */
  rewind(): void;
}

/** Rows of a frame whose keys ascend: nothing is moved. */
export class SortedDayRows implements DayRows {
  readonly sorted = true;
  readonly values: Float64Array;
  readonly instrumentCodes: Int32Array;
  from = 0;
  to = 0;
  /** The day that was found last, or −1. */
  day = -1;

  constructor(readonly member: AverageMember) {
    this.values = member.values;
    this.instrumentCodes = member.frame.instrumentCodes;
  }

  seek(day: number): boolean {
    const { timeCodes } = this.member.frame;
    const { timeMap } = this.member;
    const start = this.to;
    if (start === timeCodes.length) return false;
    const code = timeCodes[start] as number;
    if ((timeMap === undefined ? code : timeMap[code]) !== day) return false;
    const rowsBefore = start - this.from;
    this.from = start;
    this.to = endOfRun(timeCodes, start, start + rowsBefore);
    this.day = day;
    return true;
  }

  rewind(): void {
    this.from = 0;
    this.to = 0;
    this.day = -1;
  }
}

/** Ascending rows whose keys are those of another member, which has always gone to the day before. */
export class FollowingDayRows implements DayRows {
  readonly sorted = true;
  readonly values: Float64Array;
  readonly instrumentCodes: Int32Array;
  from = 0;
  to = 0;
  readonly #leader: SortedDayRows;

  constructor(
    readonly member: AverageMember,
    leader: SortedDayRows,
  ) {
    this.values = member.values;
    this.instrumentCodes = member.frame.instrumentCodes;
    this.#leader = leader;
  }

  seek(day: number): boolean {
    this.from = this.#leader.from;
    this.to = this.#leader.to;
    return this.#leader.day === day;
  }

  rewind(): void {}
}

/** Where unsorted rows are brought together. Its last place is for rows of other days. */
export interface DayRoom {
  readonly values: Float64Array;
  readonly instrumentCodes: Int32Array;
}

/** Room for so many rows. */
export function roomFor(rows: number): DayRoom {
  return { values: new Float64Array(rows + 1), instrumentCodes: new Int32Array(rows + 1) };
}

/** Rows in any order, brought together day by day for a range of days at a time. Rows of a day keep their order. */
export class UnsortedDayRows implements DayRows {
  readonly sorted = false;
  values: Float64Array = new Float64Array(0);
  instrumentCodes: Int32Array = new Int32Array(0);
  from = 0;
  to = 0;
  #firstDay = 0;
  /** Per day of the range where its rows start in the room, and at the end where they end. */
  #starts: Int32Array = new Int32Array(1);

  constructor(readonly member: AverageMember) {}

  /** Brings the rows of the days `from` to `until − 1` together, into `room` from `at` on. Where they end there. */
  openDays(from: number, until: number, room: DayRoom, at: number): number {
    const { values, frame } = this.member;
    const { timeCodes, instrumentCodes } = frame;
    const days = until - from;
    const slots = this.#slotsOf(from, until);
    const starts = startsOf(timeCodes, slots, days, at);
    const next = starts.slice();
    next[days] = room.values.length - 1;
    const steps = new Int32Array(days + 1).fill(1);
    steps[days] = 0;
    const { values: gathered, instrumentCodes: codes } = room;
    for (let row = 0; row < timeCodes.length; row++) {
      const slot = slots[timeCodes[row] as number] as number;
      const place = next[slot] as number;
      next[slot] = place + (steps[slot] as number);
      gathered[place] = values[row] as number;
      codes[place] = instrumentCodes[row] as number;
    }
    this.values = gathered;
    this.instrumentCodes = codes;
    this.#firstDay = from;
    this.#starts = starts;
    return starts[days] as number;
  }

  seek(day: number): boolean {
    const place = day - this.#firstDay;
    this.from = this.#starts[place] as number;
    this.to = this.#starts[place + 1] as number;
    return this.to > this.from;
  }

  rewind(): void {}

  /**
   * Per code of the frame's times the place of its day in the range, and one more for all other days. Looking a slot up costs a processor
   * next to nothing; asking of rows in no order whether their day is in the range costs it a wrong guess for every few rows.
   */
  #slotsOf(from: number, until: number): Int32Array {
    const { timeMap, frame } = this.member;
    const slots = new Int32Array(frame.times.length);
    for (let code = 0; code < slots.length; code++) {
      const day = timeMap === undefined ? code : (timeMap[code] as number);
      slots[code] = day >= from && day < until ? day - from : until - from;
    }
    return slots;
  }
}

function startsOf(timeCodes: Int32Array, slots: Int32Array, days: number, at: number): Int32Array {
  const starts = new Int32Array(days + 1);
  for (let row = 0; row < timeCodes.length; row++) {
    const slot = slots[timeCodes[row] as number] as number;
    starts[slot] = (starts[slot] as number) + 1;
  }
  let end = at;
  for (let slot = 0; slot < days; slot++) {
    const many = starts[slot] as number;
    starts[slot] = end;
    end += many;
  }
  starts[days] = end;
  return starts;
}
