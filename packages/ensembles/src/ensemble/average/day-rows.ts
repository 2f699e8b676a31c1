import { lowerBound } from '../keys/search.js';
import type { AverageMember } from './average-members.js';

/** One member's rows of one day after the other. `seek` finds a day's rows; `load` makes the fields show them. */
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
  load(): void;
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
    this.from = start;
    this.to = lowerBound(timeCodes, code + 1, start);
    return true;
  }

  load(): void {}

  rewind(): void {
    this.from = 0;
    this.to = 0;
  }
}

/** Rows in any order, brought together day by day for a range of days at a time. */
export class UnsortedDayRows implements DayRows {
  readonly sorted = false;
  values: Float64Array = new Float64Array(0);
  instrumentCodes: Int32Array = new Int32Array(0);
  readonly from = 0;
  to = 0;
  #firstDay = 0;
  #starts = new Int32Array(0);
  #order = new Int32Array(0);
  #day = 0;

  constructor(readonly member: AverageMember) {}

  /** Prepares the days `from` to `until − 1`: four bytes for each row of theirs. */
  openDays(from: number, until: number): void {
    const { timeCodes } = this.member.frame;
    const { timeMap } = this.member;
    this.#firstDay = from;
    const starts = new Int32Array(until - from + 1);
    for (let row = 0; row < timeCodes.length; row++) {
      const code = timeCodes[row] as number;
      const day = timeMap === undefined ? code : (timeMap[code] as number);
      if (day >= from && day < until) starts[day - from] = (starts[day - from] as number) + 1;
    }
    let total = 0;
    let longest = 0;
    for (let place = 0; place < starts.length; place++) {
      const many = starts[place] as number;
      longest = Math.max(longest, many);
      total += many;
      starts[place] = total;
    }
    if (this.#order.length < total) this.#order = new Int32Array(total);
    // From the last row back, so that rows of a day keep their order and `starts` ends at their starts.
    for (let row = timeCodes.length - 1; row >= 0; row--) {
      const code = timeCodes[row] as number;
      const day = timeMap === undefined ? code : (timeMap[code] as number);
      if (day < from || day >= until) continue;
      const target = (starts[day - from] as number) - 1;
      starts[day - from] = target;
      this.#order[target] = row;
    }
    this.#starts = starts;
    if (this.values.length < longest) {
      this.values = new Float64Array(longest);
      this.instrumentCodes = new Int32Array(longest);
    }
  }

  seek(day: number): boolean {
    this.#day = day - this.#firstDay;
    this.to = (this.#starts[this.#day + 1] as number) - (this.#starts[this.#day] as number);
    return this.to > 0;
  }

  load(): void {
    const { values, frame } = this.member;
    const start = this.#starts[this.#day] as number;
    for (let place = 0; place < this.to; place++) {
      const row = this.#order[start + place] as number;
      this.values[place] = values[row] as number;
      this.instrumentCodes[place] = frame.instrumentCodes[row] as number;
    }
  }

  rewind(): void {}
}
