import { Frame } from '@windrow/frame';
import type { Allocator } from '../keys/allocate.js';
import { AlignedDays } from './average-aligned.js';
import type { AverageMembers } from './average-members.js';
import type { ResolvedAverageOptions } from './average-options.js';
import type { DayRows } from './day-rows.js';
import { DayScores, isWhole, type MemberDay } from './day-scores.js';
import type { DayWalk } from './day-walk.js';
import { DayInstruments, DayJoin } from './join-day.js';
import { clearTable, type DayTable, dayTable, makeTables } from './join-table.js';
import type { Layout } from './layout.js';
import { type DayTarget, writeDay } from './write-day.js';

/** The averaged frame and what was counted on the way. */
export interface Averaged {
  readonly frame: Frame;
  readonly degenerateDays: Int32Array;
  /** Days of members that have a standard deviation. */
  readonly soundDays: number;
  /** `rowsByCoverage[k]`: how many rows have a value from k members. */
  readonly rowsByCoverage: Float64Array;
}

/** A day's table is gone through whole when a member has rows in at least this share of its slots. */
const denseShare = 1 / 16;

/** Averages day by day. */
export class AverageFill {
  readonly #members: AverageMembers;
  readonly #options: ResolvedAverageOptions;
  readonly #allocator: Allocator;
  readonly #layout: Layout;
  readonly #target: DayTarget;
  readonly #instruments: DayInstruments;
  readonly #scores: DayScores;
  readonly #aligned: AlignedDays;
  readonly #join: DayJoin;
  #table: DayTable | undefined;
  #at = 0;

  constructor(members: AverageMembers, options: ResolvedAverageOptions, layout: Layout, allocator: Allocator) {
    this.#members = members;
    this.#options = options;
    this.#allocator = allocator;
    this.#layout = layout;
    this.#instruments = new DayInstruments(members.instruments.length);
    this.#scores = new DayScores(members, options);
    this.#aligned = new AlignedDays(members.list.length, members.instruments.length);
    this.#join = new DayJoin(members.list.length);
    this.#target = {
      timeCodes: allocator.int32(layout.capacity),
      instrumentCodes: allocator.int32(layout.capacity),
      score: allocator.float64(layout.capacity),
      coverage: options.coverage ? allocator.float64(layout.capacity) : undefined,
      rowsByCoverage: new Float64Array(members.list.length + 1),
      least: options.requireAll ? members.list.length : options.minCoverage,
    };
  }

  /** @throws InfiniteValueError, DegenerateDayError, DuplicateRowsError */
  fill(walk: DayWalk): Averaged {
    if (this.#layout.wholeTable) this.#fillWholeTable(walk);
    else walk.visit((day, present) => this.#fillDay(day, present));
    return {
      frame: this.#frame(),
      degenerateDays: this.#scores.degenerateDays,
      soundDays: this.#scores.sounds,
      rowsByCoverage: this.#target.rowsByCoverage,
    };
  }

  #fillDay(day: number, present: readonly DayRows[]): void {
    const start = this.#at;
    const members = this.#scores.of(day, present);
    if (this.#layout.aligned[day] === 1 && members.every(isWhole)) this.#fillAligned(members);
    else this.#fillJoined(day, members);
    this.#target.timeCodes.fill(day, start, this.#at);
  }

  /** The sums of all days are kept where the scores will be: a score lies no later than its sum. */
  #fillWholeTable(walk: DayWalk): void {
    const { times, instruments } = this.#members;
    const tables = makeTables(times.length, this.#members, this.#options, this.#target.score);
    walk.visitMembers((day, present) => {
      const members = this.#scores.of(day, present);
      this.#refuseTwice(day, members);
      this.#join.add(members, dayTable(tables, day, instruments.length), true);
    });
    for (let day = 0; day < times.length; day++) {
      const start = this.#at;
      this.#at = writeDay(dayTable(tables, day, instruments.length), this.#target, start);
      this.#target.timeCodes.fill(day, start, this.#at);
    }
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
    this.#aligned.average(members, score, at);
  }

  #fillJoined(day: number, members: readonly MemberDay[]): void {
    this.#table ??= makeTables(1, this.#members, this.#options);
    const table = this.#table;
    this.#refuseTwice(day, members);
    const most = members.reduce((rows, { rows: { from, to } }) => Math.max(rows, to - from), 0);
    const codes = most < table.present.length * denseShare ? this.#instruments.list(members) : undefined;
    this.#join.add(members, table, codes === undefined);
    this.#at = writeDay(table, this.#target, this.#at, codes);
    clearTable(table, codes);
  }

  #refuseTwice(day: number, members: readonly MemberDay[]): void {
    const twice = this.#instruments.findTwice(members);
    if (twice !== undefined) this.#scores.duplicate(day, twice.member.rows.member, twice.code);
  }

  #frame(): Frame {
    const rows = this.#at;
    const { timeCodes, instrumentCodes, score, coverage } = this.#target;
    const columns: [string, Float64Array][] = [['score', score.subarray(0, rows)]];
    if (coverage !== undefined) columns.push(['coverage', coverage.subarray(0, rows)]);
    return Frame.fromParts({
      times: this.#allocator.dictionary(this.#members.times),
      timeCodes: timeCodes.subarray(0, rows),
      instruments: this.#members.instruments,
      instrumentCodes: instrumentCodes.subarray(0, rows),
      columns,
      sorted: true,
      unique: true,
    });
  }
}

function copyInstruments(rows: MemberDay['rows'], target: Int32Array, at: number): void {
  const { instrumentCodes, from, to } = rows;
  const map = rows.member.instrumentMap;
  if (map === undefined) target.set(instrumentCodes.subarray(from, to), at);
  else for (let row = from; row < to; row++) target[at + row - from] = map[instrumentCodes[row] as number] as number;
}
