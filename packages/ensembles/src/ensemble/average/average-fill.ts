import { Frame } from '@windrow/frame';
import type { Allocator } from '../keys/allocate.js';
import type { AverageMembers } from './average-members.js';
import type { ResolvedAverageOptions } from './average-options.js';
import { DayScores, type MemberDay } from './day-scores.js';
import type { DayWalk } from './day-walk.js';
import { JoinedDay } from './joined-day.js';
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
  readonly #instrumentCodes: Int32Array;
  readonly #score: Float64Array;
  readonly #coverage: Float64Array | undefined;
  readonly #rowsByCoverage: Float64Array;
  readonly #least: number;
  #joined: JoinedDay | undefined;
  #at = 0;

  constructor(members: AverageMembers, options: ResolvedAverageOptions, layout: Layout, allocator: Allocator) {
    this.#members = members;
    this.#options = options;
    this.#allocator = allocator;
    this.#layout = layout;
    this.#timeCodes = allocator.int32(layout.capacity);
    this.#instrumentCodes = allocator.int32(layout.capacity);
    this.#score = allocator.float64(layout.capacity);
    this.#coverage = options.coverage ? allocator.float64(layout.capacity) : undefined;
    this.#rowsByCoverage = new Float64Array(members.list.length + 1);
    this.#least = options.requireAll ? members.list.length : options.minCoverage;
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
      rowsByCoverage: this.#rowsByCoverage,
    };
  }

  #fillAligned(members: readonly MemberDay[]): void {
    const { rows } = members[0] as MemberDay;
    const many = rows.to - rows.from;
    const at = this.#at;
    copyInstruments(rows, this.#instrumentCodes, at);
    this.#rowsByCoverage[members.length] = (this.#rowsByCoverage[members.length] as number) + many;
    this.#coverage?.fill(members.length, at, at + many);
    this.#at += many;
    if (members.length < this.#least) {
      this.#score.fill(Number.NaN, at, at + many);
      return;
    }
    let weight = 0;
    members.forEach((member, place) => {
      weight += member.rows.member.weight;
      addScores(member, this.#score, at, place === 0);
    });
    divide(this.#score, at, at + many, weight);
  }

  #fillJoined(day: number, members: readonly MemberDay[], scores: DayScores): void {
    this.#joined ??= new JoinedDay(this.#members.instruments.length);
    const joined = this.#joined;
    joined.open();
    for (const member of members) {
      const twice = joined.add(member);
      if (twice >= 0) scores.duplicate(day, member.rows.member, twice);
    }
    joined.order();
    let at = this.#at;
    for (let place = 0; place < joined.count; place++) {
      const code = joined.codeAt(place);
      const coverage = joined.coverageOf(code);
      this.#rowsByCoverage[coverage] = (this.#rowsByCoverage[coverage] as number) + 1;
      this.#instrumentCodes[at] = code;
      this.#score[at] = coverage < this.#least ? Number.NaN : joined.meanOf(code);
      if (this.#coverage !== undefined) this.#coverage[at] = coverage;
      at++;
    }
    this.#at = at;
  }

  #frame(): Frame {
    const rows = this.#at;
    const columns: [string, Float64Array][] = [['score', this.#score.subarray(0, rows)]];
    if (this.#coverage !== undefined) columns.push(['coverage', this.#coverage.subarray(0, rows)]);
    return Frame.fromParts({
      times: this.#allocator.dictionary(this.#members.times),
      timeCodes: this.#timeCodes.subarray(0, rows),
      instruments: this.#members.instruments,
      instrumentCodes: this.#instrumentCodes.subarray(0, rows),
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

function addScores({ rows, moments }: MemberDay, target: Float64Array, at: number, isFirst: boolean): void {
  const { values, from, to } = rows;
  const { mean } = moments;
  const factor = moments.inverse * rows.member.weight;
  const shift = at - from;
  if (isFirst) {
    for (let row = from; row < to; row++) target[row + shift] = ((values[row] as number) - mean) * factor;
    return;
  }
  for (let row = from; row < to; row++) {
    const place = row + shift;
    target[place] = (target[place] as number) + ((values[row] as number) - mean) * factor;
  }
}

function divide(target: Float64Array, from: number, to: number, by: number): void {
  // Adding 0 turns a minus zero, of a day on which all are equal, into zero.
  for (let place = from; place < to; place++) target[place] = (target[place] as number) / by + 0;
}
