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
  /** 1 where some member has a row; for members without a missing value {@link #members} alone says so. */
  readonly #present: Uint8Array;
  readonly #sums: Float64Array;
  readonly #members: Int32Array;
  /** Only when weights differ; else the sum of weights is the number of members. */
  readonly #weights: Float64Array | undefined;
  readonly #abstained: Int32Array;
  readonly #readFrom: Int32Array;
  readonly #touched: Int32Array;
  #touchedCount = 0;
  #dense = false;
  #lowest = 0;
  #highest = -1;
  #reading = 0;

  constructor(instruments: number, weighted: boolean) {
    this.#present = new Uint8Array(instruments);
    this.#sums = new Float64Array(instruments);
    this.#members = new Int32Array(instruments);
    this.#weights = weighted ? new Float64Array(instruments) : undefined;
    this.#abstained = new Int32Array(instruments);
    this.#readFrom = new Int32Array(instruments);
    this.#touched = new Int32Array(instruments);
  }

  /** Begins a day on which the member with the most rows has `rows`. */
  open(rows: number): void {
    this.#dense = rows >= this.#present.length * denseShare;
    this.#touchedCount = 0;
    this.#lowest = this.#present.length;
    this.#highest = -1;
  }

  /** Adds one member's rows. The united code of a row that the member has twice, or −1. */
  add(member: MemberDay, isWhole: boolean): number {
    const { rows } = member;
    if (!rows.sorted) {
      const twice = this.#findTwice(member);
      if (twice >= 0) return twice;
    }
    if (!this.#dense) this.#touch(member);
    if (isWhole && rows.sorted && this.#weights === undefined) {
      this.#widen(
        rows.instrumentCodes[rows.from] as number,
        rows.instrumentCodes[rows.to - 1] as number,
        rows.member.instrumentMap,
      );
      addWhole(member, this.#sums, this.#members);
    } else this.#addAny(member);
    return -1;
  }

  /** Writes the rows of the day, ascending, from `at` on, and empties the table. How many there are. */
  flush(target: DayTarget, at: number): number {
    const written = this.#dense ? this.#flushSlots(target, at) : this.#flushTouched(target, at);
    return written - at;
  }

  #flushSlots(target: DayTarget, at: number): number {
    const [present, members] = [this.#present, this.#members];
    const until = this.#highest + 1;
    let place = at;
    for (let code = this.#lowest; code < until; code++) {
      if (members[code] !== 0 || present[code] !== 0) target.instrumentCodes[place++] = code;
    }
    this.#writeScores(target, at, place);
    for (const table of [present, members, this.#sums, this.#weights, this.#abstained])
      table?.fill(0, this.#lowest, until);
    return place;
  }

  #flushTouched(target: DayTarget, at: number): number {
    const touched = this.#touched.subarray(0, this.#touchedCount).sort();
    target.instrumentCodes.set(touched, at);
    this.#writeScores(target, at, at + touched.length);
    for (const table of [this.#present, this.#members, this.#sums, this.#weights, this.#abstained]) {
      if (table !== undefined) for (let place = 0; place < touched.length; place++) table[touched[place] as number] = 0;
    }
    return at + touched.length;
  }

  #writeScores(target: DayTarget, from: number, to: number): void {
    const { instrumentCodes, score, coverage, rowsByCoverage, least } = target;
    const [sums, members, weights, abstained] = [this.#sums, this.#members, this.#weights, this.#abstained];
    for (let place = from; place < to; place++) {
      const code = instrumentCodes[place] as number;
      const counting = members[code] as number;
      // Where nobody counts, those that abstain make the row 0.
      const covered = counting === 0 ? (abstained[code] as number) : counting;
      rowsByCoverage[covered] = (rowsByCoverage[covered] as number) + 1;
      if (coverage !== undefined) coverage[place] = covered;
      if (covered < least) score[place] = Number.NaN;
      else if (counting === 0) score[place] = 0;
      else score[place] = (sums[code] as number) / (weights === undefined ? counting : (weights[code] as number)) + 0;
    }
  }

  #addAny({ rows, moments, part }: MemberDay): void {
    const { values, instrumentCodes, from, to } = rows;
    const { instrumentMap, weight } = rows.member;
    const { mean, scale } = moments;
    const factor = moments.inverse * weight;
    const [present, sums, members, weights, abstained] = [
      this.#present,
      this.#sums,
      this.#members,
      this.#weights,
      this.#abstained,
    ];
    let lowest = this.#lowest;
    let highest = this.#highest;
    for (let row = from; row < to; row++) {
      const own = instrumentCodes[row] as number;
      const code = instrumentMap === undefined ? own : (instrumentMap[own] as number);
      if (code < lowest) lowest = code;
      if (code > highest) highest = code;
      present[code] = 1;
      const value = values[row] as number;
      if (part === 'silent' || Number.isNaN(value)) continue;
      if (part === 'abstains') {
        abstained[code] = (abstained[code] as number) + 1;
        continue;
      }
      sums[code] = (sums[code] as number) + (value * scale - mean) * factor;
      members[code] = (members[code] as number) + 1;
      if (weights !== undefined) weights[code] = (weights[code] as number) + weight;
    }
    this.#lowest = lowest;
    this.#highest = highest;
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

  #widen(lowest: number, highest: number, map: Int32Array | undefined): void {
    this.#lowest = Math.min(this.#lowest, map === undefined ? lowest : (map[lowest] as number));
    this.#highest = Math.max(this.#highest, map === undefined ? highest : (map[highest] as number));
  }

  #findTwice({ rows }: MemberDay): number {
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

/** A member of which every row counts: no value is missing, and none needs to be looked at before it is added. */
function addWhole({ rows, moments }: MemberDay, sums: Float64Array, members: Int32Array): void {
  const { values, instrumentCodes, from, to } = rows;
  const { instrumentMap, weight } = rows.member;
  const { mean } = moments;
  const factor = moments.inverse * weight;
  if (instrumentMap === undefined) {
    for (let row = from; row < to; row++) {
      const code = instrumentCodes[row] as number;
      sums[code] = (sums[code] as number) + ((values[row] as number) - mean) * factor;
      members[code] = (members[code] as number) + 1;
    }
    return;
  }
  for (let row = from; row < to; row++) {
    const code = instrumentMap[instrumentCodes[row] as number] as number;
    sums[code] = (sums[code] as number) + ((values[row] as number) - mean) * factor;
    members[code] = (members[code] as number) + 1;
  }
}
