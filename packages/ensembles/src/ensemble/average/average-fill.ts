import { Frame } from '@windrow/frame';
import type { Allocator } from '../keys/allocate.js';
import { addAligned } from './add-members.js';
import type { AverageMembers } from './average-members.js';
import type { ResolvedAverageOptions } from './average-options.js';
import { DayScores, type MemberDay } from './day-scores.js';
import type { DayWalk } from './day-walk.js';
import { type DayTarget, JoinedDay } from './joined-day.js';
import type { Layout } from './layout.js';

/** The averaged frame and what was counted on the way. */
export interface Averaged {
  readonly frame: Frame;
  readonly degenerateDays: Int32Array;
  /** Days of members that have a standard deviation. */
  readonly soundDays: number;
  /** `rowsByCoverage[k]`: how many rows have a value from k members. */
  readonly rowsByCoverage: Float64Array;
}

/** Averages day by day. */
export class AverageFill {
  readonly #members: AverageMembers;
  readonly #options: ResolvedAverageOptions;
  readonly #allocator: Allocator;
  readonly #layout: Layout;
  readonly #timeCodes: Int32Array;
  readonly #target: DayTarget;
  #joined: JoinedDay | undefined;
  #at = 0;

  constructor(members: AverageMembers, options: ResolvedAverageOptions, layout: Layout, allocator: Allocator) {
    this.#members = members;
    this.#options = options;
    this.#allocator = allocator;
    this.#layout = layout;
    this.#timeCodes = allocator.int32(layout.capacity);
    this.#target = {
      instrumentCodes: allocator.int32(layout.capacity),
      score: allocator.float64(layout.capacity),
      coverage: options.coverage ? allocator.float64(layout.capacity) : undefined,
      rowsByCoverage: new Float64Array(members.list.length + 1),
      least: options.requireAll ? members.list.length : options.minCoverage,
    };
  }

  /** @throws InfiniteValueError, DegenerateDayError, DuplicateRowsError */
  fill(walk: DayWalk): Averaged {
    const scores = new DayScores(this.#members, this.#options);
    walk.visit((day, present) => {
      const start = this.#at;
      const members = scores.of(day, present);
      if (this.#layout.aligned[day] === 1 && members.every(isWhole)) this.#fillAligned(members);
      else this.#fillJoined(day, members, scores);
      this.#timeCodes.fill(day, start, this.#at);
    });
    return {
      frame: this.#frame(),
      degenerateDays: scores.degenerateDays,
      soundDays: scores.sounds,
      rowsByCoverage: this.#target.rowsByCoverage,
    };
  }

  #fillAligned(members: readonly MemberDay[]): void {
    const { rows } = members[0] as MemberDay;
    const { instrumentCodes, score, coverage, rowsByCoverage, least } = this.#target;
    const many = rows.to - rows.from;
    const at = this.#at;
    copyInstruments(rows, instrumentCodes, at);
    rowsByCoverage[members.length] = (rowsByCoverage[members.length] as number) + many;
    coverage?.fill(members.length, at, at + many);
    this.#at += many;
    if (members.length < least) {
      score.fill(Number.NaN, at, at + many);
      return;
    }
    addAligned(members, score, at);
    const weight = members.reduce((sum, { rows: { member } }) => sum + member.weight, 0);
    divide(score, at, at + many, weight);
  }

  #fillJoined(day: number, members: readonly MemberDay[], scores: DayScores): void {
    this.#joined ??= new JoinedDay(this.#members.instruments.length, this.#options.weights !== undefined);
    const twice = this.#joined.findTwice(members);
    if (twice !== undefined) scores.duplicate(day, twice.member.rows.member, twice.code);
    this.#at += this.#joined.write(members, isWhole, this.#target, this.#at);
  }

  #frame(): Frame {
    const rows = this.#at;
    const { instrumentCodes, score, coverage } = this.#target;
    const columns: [string, Float64Array][] = [['score', score.subarray(0, rows)]];
    if (coverage !== undefined) columns.push(['coverage', coverage.subarray(0, rows)]);
    return Frame.fromParts({
      times: this.#allocator.dictionary(this.#members.times),
      timeCodes: this.#timeCodes.subarray(0, rows),
      instruments: this.#members.instruments,
      instrumentCodes: instrumentCodes.subarray(0, rows),
      columns,
      sorted: true,
      unique: true,
    });
  }
}

/** Whether every row of the member counts, with a value, as it is. */
function isWhole({ rows, moments, part }: MemberDay): boolean {
  return part === 'counts' && moments.count === rows.to - rows.from && moments.scale === 1;
}

function copyInstruments(rows: MemberDay['rows'], target: Int32Array, at: number): void {
  const { instrumentCodes, from, to } = rows;
  const map = rows.member.instrumentMap;
  if (map === undefined) target.set(instrumentCodes.subarray(from, to), at);
  else for (let row = from; row < to; row++) target[at + row - from] = map[instrumentCodes[row] as number] as number;
}

function divide(target: Float64Array, from: number, to: number, by: number): void {
  // Adding 0 turns a minus zero, of a day on which all are equal, into zero.
  for (let place = from; place < to; place++) target[place] = (target[place] as number) / by + 0;
}
