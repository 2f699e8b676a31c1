import { addJoined } from './add-members.js';
import type { MemberDay } from './day-scores.js';

/** Where the rows of a day go. */
export interface DayTarget {
  readonly instrumentCodes: Int32Array;
  readonly score: Float64Array;
  readonly coverage: Float64Array | undefined;
  /** `rowsByCoverage[k]`: rows with a value from k members. */
  readonly rowsByCoverage: Float64Array;
  /** Rows with values from fewer members are NaN. */
  readonly least: number;
}

/** A day uses the whole table at once when it has at least this share of its slots, else only the slots that it touches. */
const denseShare = 1 / 16;

/** The outer join of the members' rows on one day, in one slot per instrument. Used again for each day; empty between days. */
export class JoinedDay {
  /** 1 where a member has a row that {@link #counts} does not show. */
  readonly #present: Uint8Array;
  readonly #sums: Float64Array;
  /** Members that count. */
  readonly #counts: Int32Array;
  /** Only when weights differ; else the sum of weights is the number of members. */
  readonly #weights: Float64Array | undefined;
  readonly #abstained: Int32Array;
  readonly #readFrom: Int32Array;
  readonly #touched: Int32Array;
  #touchedCount = 0;
  #reading = 0;

  constructor(instruments: number, weighted: boolean) {
    this.#present = new Uint8Array(instruments);
    this.#sums = new Float64Array(instruments);
    this.#counts = new Int32Array(instruments);
    this.#weights = weighted ? new Float64Array(instruments) : undefined;
    this.#abstained = new Int32Array(instruments);
    this.#readFrom = new Int32Array(instruments);
    this.#touched = new Int32Array(instruments);
  }

  /** The first member with two rows of one instrument, and its united code; `undefined` when rows are unique. */
  findTwice(members: readonly MemberDay[]): { readonly member: MemberDay; readonly code: number } | undefined {
    for (const member of members) {
      const code = member.rows.sorted ? -1 : this.#codeReadTwice(member);
      if (code >= 0) return { member, code };
    }
    return undefined;
  }

  /**
   * Joins the members of a day and writes its rows, ascending, from `at` on. `isWhole`: the member counts with every row, as it is.
   *
   * @returns how many rows there are
   */
  write(members: readonly MemberDay[], isWhole: (member: MemberDay) => boolean, target: DayTarget, at: number): number {
    const most = members.reduce((rows, { rows: { from, to } }) => Math.max(rows, to - from), 0);
    const dense = most >= this.#present.length * denseShare;
    const simple = members.filter(
      (member) =>
        this.#weights === undefined &&
        member.rows.sorted &&
        member.rows.member.instrumentMap === undefined &&
        isWhole(member),
    );
    // The table is gone through in order of the instruments, which pays only where most have a row.
    const others = dense ? members.filter((member) => !simple.includes(member)) : members;
    if (!dense) for (const member of members) this.#touch(member);
    else addJoined(simple, this.#sums, this.#counts);
    for (const member of others) this.#add(member);
    return dense ? this.#flushTable(others.length > 0, target, at) : this.#flushTouched(target, at);
  }

  #flushTable(hasOthers: boolean, target: DayTarget, at: number): number {
    const { instrumentCodes } = target;
    const [present, counts] = [this.#present, this.#counts];
    const slots = counts.length;
    let place = at;
    for (let code = 0; code < slots; code++)
      if (counts[code] !== 0 || present[code] !== 0) instrumentCodes[place++] = code;
    this.#writeScores(target, at, place);
    counts.fill(0);
    this.#sums.fill(0);
    if (hasOthers) for (const table of [present, this.#weights, this.#abstained]) table?.fill(0);
    return place - at;
  }

  #flushTouched(target: DayTarget, at: number): number {
    const touched = this.#touched.subarray(0, this.#touchedCount).sort();
    target.instrumentCodes.set(touched, at);
    this.#writeScores(target, at, at + touched.length);
    for (const table of [this.#present, this.#counts, this.#sums, this.#weights, this.#abstained]) {
      if (table !== undefined) for (let place = 0; place < touched.length; place++) table[touched[place] as number] = 0;
    }
    this.#touchedCount = 0;
    return touched.length;
  }

  #writeScores({ instrumentCodes, score, coverage, rowsByCoverage, least }: DayTarget, from: number, to: number): void {
    const [sums, counts, weights, abstained] = [this.#sums, this.#counts, this.#weights, this.#abstained];
    // Most rows have as many members as the row before, so they are counted by runs.
    let run = 0;
    let runStart = from;
    for (let place = from; place < to; place++) {
      const code = instrumentCodes[place] as number;
      const count = counts[code] as number;
      // Where nobody counts, those that abstain make the row 0.
      const covered = count === 0 ? (abstained[code] as number) : count;
      if (covered !== run) {
        rowsByCoverage[run] = (rowsByCoverage[run] as number) + place - runStart;
        run = covered;
        runStart = place;
      }
      if (covered < least) score[place] = Number.NaN;
      else if (count === 0) score[place] = 0;
      else score[place] = (sums[code] as number) / (weights === undefined ? count : (weights[code] as number)) + 0;
    }
    rowsByCoverage[run] = (rowsByCoverage[run] as number) + to - runStart;
    if (coverage === undefined) return;
    for (let place = from; place < to; place++) {
      const code = instrumentCodes[place] as number;
      coverage[place] = (counts[code] as number) || (abstained[code] as number);
    }
  }

  #add({ rows, moments, part }: MemberDay): void {
    const { values, instrumentCodes, from, to } = rows;
    const { instrumentMap, weight } = rows.member;
    const { mean, scale } = moments;
    const factor = moments.inverse * weight;
    const [present, sums, counts, weights, abstained] = [
      this.#present,
      this.#sums,
      this.#counts,
      this.#weights,
      this.#abstained,
    ];
    for (let row = from; row < to; row++) {
      const own = instrumentCodes[row] as number;
      const code = instrumentMap === undefined ? own : (instrumentMap[own] as number);
      present[code] = 1;
      const value = values[row] as number;
      if (part === 'silent' || Number.isNaN(value)) continue;
      if (part === 'abstains') {
        abstained[code] = (abstained[code] as number) + 1;
        continue;
      }
      sums[code] = (sums[code] as number) + (value * scale - mean) * factor;
      counts[code] = (counts[code] as number) + 1;
      if (weights !== undefined) weights[code] = (weights[code] as number) + weight;
    }
  }

  /** Lists the slots that the member is the first to use. */
  #touch({ rows }: MemberDay): void {
    const { instrumentCodes, from, to } = rows;
    const { instrumentMap } = rows.member;
    const present = this.#present;
    for (let row = from; row < to; row++) {
      const own = instrumentCodes[row] as number;
      const code = instrumentMap === undefined ? own : (instrumentMap[own] as number);
      if (present[code] !== 0) continue;
      present[code] = 1;
      this.#touched[this.#touchedCount++] = code;
    }
  }

  #codeReadTwice({ rows }: MemberDay): number {
    if (this.#reading === 0x7fff_ffff) {
      this.#readFrom.fill(0);
      this.#reading = 0;
    }
    const reading = ++this.#reading;
    const readFrom = this.#readFrom;
    const { instrumentCodes, from, to } = rows;
    const { instrumentMap } = rows.member;
    for (let row = from; row < to; row++) {
      const own = instrumentCodes[row] as number;
      const code = instrumentMap === undefined ? own : (instrumentMap[own] as number);
      if (readFrom[code] === reading) return code;
      readFrom[code] = reading;
    }
    return -1;
  }
}
