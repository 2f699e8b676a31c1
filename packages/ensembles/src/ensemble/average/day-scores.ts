import { DegenerateDayError, DuplicateRowsError, formatKey, InfiniteValueError } from '@windrow/core';
import { formatInstant } from '@windrow/frame';
import type { AverageMember, AverageMembers } from './average-members.js';
import type { ResolvedAverageOptions } from './average-options.js';
import type { DayRows } from './day-rows.js';
import { countValues, Moments, measure } from './moments.js';

/** What a member does on one day. */
export interface MemberDay {
  readonly rows: DayRows;
  readonly moments: Moments;
  /** It counts, it stands aside (its day is degenerate and it abstains), or it has no values at all. */
  part: 'counts' | 'abstains' | 'silent';
}

/** Whether every row of the member counts, with a value, as it is. */
export function isWhole({ rows, moments, part }: MemberDay): boolean {
  return part === 'counts' && moments.count === rows.to - rows.from && moments.scale === 1;
}

/** Measures the members of one day after the other and counts what was degenerate. */
export class DayScores {
  readonly #members: AverageMembers;
  readonly #options: ResolvedAverageOptions;
  readonly #days: MemberDay[] = [];
  readonly #places: ReadonlyMap<AverageMember, number>;
  /** Per member: days without a standard deviation. */
  readonly degenerateDays: Int32Array;
  /** Days of members that had one. */
  sounds = 0;

  constructor(members: AverageMembers, options: ResolvedAverageOptions) {
    this.#members = members;
    this.#options = options;
    this.#places = new Map(members.list.map((member, place) => [member, place]));
    this.degenerateDays = new Int32Array(members.list.length);
  }

  /** @throws InfiniteValueError (`MEMBER_VALUE_INFINITE`), DegenerateDayError (`DAY_DEGENERATE`) */
  of(day: number, present: readonly DayRows[]): readonly MemberDay[] {
    this.#days.length = 0;
    for (const rows of present) this.#days.push(this.#measure(day, rows));
    return this.#days;
  }

  #measure(day: number, rows: DayRows): MemberDay {
    const moments = new Moments();
    if (this.#options.standardize) measure(rows.values, rows.from, rows.to, moments);
    else countValues(rows.values, rows.from, rows.to, moments);
    if (moments.infiniteAt >= 0) throw this.#infinite(day, rows, moments.infiniteAt);
    if (moments.count === 0) return { rows, moments, part: 'silent' };
    if (!moments.degenerate) {
      this.sounds++;
      return { rows, moments, part: 'counts' };
    }
    const place = this.#places.get(rows.member) as number;
    this.degenerateDays[place] = (this.degenerateDays[place] as number) + 1;
    switch (this.#options.onDegenerate) {
      case 'zero':
        return { rows, moments, part: 'counts' };
      case 'abstain':
        return { rows, moments, part: 'abstains' };
      case 'nan':
        return { rows, moments, part: 'silent' };
      case 'error':
        throw new DegenerateDayError(formatKey(rows.member.key), this.#instant(day), moments.count);
    }
  }

  /** @throws DuplicateRowsError always. */
  duplicate(day: number, member: AverageMember, code: number): never {
    throw new DuplicateRowsError(formatKey(member.key), this.#instant(day), this.#members.instruments[code] as string);
  }

  #infinite(day: number, rows: DayRows, row: number): InfiniteValueError {
    const instrument = rows.member.frame.instruments[rows.instrumentCodes[row] as number] as string;
    return new InfiniteValueError(
      formatKey(rows.member.key),
      rows.values[row] as number,
      this.#instant(day),
      instrument,
    );
  }

  #instant(day: number): string {
    return formatInstant(this.#members.times[day] as number);
  }
}
