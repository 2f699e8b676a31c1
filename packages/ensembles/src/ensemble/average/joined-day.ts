import type { MemberDay } from './day-scores.js';

/** The outer join of the members' rows on one day, in one slot per instrument. Used again for each day. */
export class JoinedDay {
  readonly #joinedOn: Int32Array;
  readonly #readFrom: Int32Array;
  readonly #sums: Float64Array;
  readonly #weights: Float64Array;
  readonly #members: Int32Array;
  readonly #abstained: Int32Array;
  readonly #touched: Int32Array;
  #serial = 0;
  #reading = 0;
  /** How many rows the day has. Their united instrument codes are {@link codeAt} 0 to count − 1, ascending after {@link order}. */
  count = 0;

  constructor(instruments: number) {
    this.#joinedOn = new Int32Array(instruments);
    this.#readFrom = new Int32Array(instruments);
    this.#sums = new Float64Array(instruments);
    this.#weights = new Float64Array(instruments);
    this.#members = new Int32Array(instruments);
    this.#abstained = new Int32Array(instruments);
    this.#touched = new Int32Array(instruments);
  }

  open(): void {
    this.#serial++;
    this.count = 0;
  }

  /** Adds one member's rows. The united code of a row that the member has twice, or −1. */
  add({ rows, moments, part }: MemberDay): number {
    const { values, instrumentCodes, from, to, sorted } = rows;
    const { instrumentMap, weight } = rows.member;
    const { mean, inverse, scale } = moments;
    const [joinedOn, sums, weights, members, abstained] = [
      this.#joinedOn,
      this.#sums,
      this.#weights,
      this.#members,
      this.#abstained,
    ];
    const serial = this.#serial;
    const reading = sorted ? 0 : this.#nextReading();
    const factor = inverse * weight;
    let count = this.count;
    for (let row = from; row < to; row++) {
      const own = instrumentCodes[row] as number;
      const code = instrumentMap === undefined ? own : (instrumentMap[own] as number);
      if (joinedOn[code] !== serial) {
        joinedOn[code] = serial;
        sums[code] = 0;
        weights[code] = 0;
        members[code] = 0;
        abstained[code] = 0;
        this.#touched[count++] = code;
      }
      if (!sorted) {
        if (this.#readFrom[code] === reading) return code;
        this.#readFrom[code] = reading;
      }
      const value = values[row] as number;
      if (part === 'silent' || Number.isNaN(value)) continue;
      if (part === 'abstains') {
        abstained[code] = (abstained[code] as number) + 1;
        continue;
      }
      sums[code] = (sums[code] as number) + (value * scale - mean) * factor;
      weights[code] = (weights[code] as number) + weight;
      members[code] = (members[code] as number) + 1;
    }
    this.count = count;
    return -1;
  }

  /** Brings the codes of the day into ascending order. */
  order(): void {
    const { count } = this;
    const touched = this.#touched;
    const joinedOn = this.#joinedOn;
    const serial = this.#serial;
    if (joinedOn.length > 16 * count) {
      touched.subarray(0, count).sort();
      return;
    }
    let place = 0;
    for (let code = 0; place < count; code++) if (joinedOn[code] === serial) touched[place++] = code;
  }

  codeAt(place: number): number {
    return this.#touched[place] as number;
  }

  /** How many members have a value on the row; where nobody counts, those that abstain. */
  coverageOf(code: number): number {
    const counting = this.#members[code] as number;
    return counting > 0 ? counting : (this.#abstained[code] as number);
  }

  /** The weighted mean, NaN where no member has a value, 0 where all that have one abstain. */
  meanOf(code: number): number {
    if (this.#members[code] === 0) return this.#abstained[code] === 0 ? Number.NaN : 0;
    return (this.#sums[code] as number) / (this.#weights[code] as number) + 0;
  }

  #nextReading(): number {
    if (this.#reading === 0x7fff_ffff) {
      this.#readFrom.fill(0);
      this.#reading = 0;
    }
    return ++this.#reading;
  }
}
