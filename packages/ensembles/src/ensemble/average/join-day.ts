import { addJoined } from './add-joined.js';
import { DayParts } from './day-parts.js';
import { isWhole, type MemberDay } from './day-scores.js';
import type { DayTable } from './join-table.js';

/** Adds the members' rows of days to their tables. */
export class DayJoin {
  readonly #slotwise: DayParts;
  readonly #rowwise: DayParts;

  /** For so many members. */
  constructor(members: number) {
    this.#slotwise = new DayParts(members);
    this.#rowwise = new DayParts(members);
  }

  /** Of the table's slots members use most (`dense`) or few. */
  add(members: readonly MemberDay[], table: DayTable, dense: boolean): void {
    const [slotwise, rowwise] = [this.#slotwise, this.#rowwise];
    slotwise.clear();
    rowwise.clear();
    for (const member of members) {
      const {
        member: { instrumentMap },
        sorted,
      } = member.rows;
      if (table.weights !== undefined || instrumentMap !== undefined || !isWhole(member)) addAny(member, table);
      else if (dense && sorted) slotwise.add(member);
      else rowwise.add(member);
    }
    addJoined(rowwise, table.sums, table.counts, false);
    addJoined(slotwise, table.sums, table.counts, true);
  }
}

function addAny({ rows, moments, part }: MemberDay, { present, sums, counts, weights, abstained }: DayTable): void {
  const { values, instrumentCodes, from, to } = rows;
  const { instrumentMap, weight } = rows.member;
  const { mean, scale } = moments;
  const factor = moments.inverse * weight;
  for (let row = from; row < to; row++) {
    const own = instrumentCodes[row] as number;
    const code = instrumentMap === undefined ? own : (instrumentMap[own] as number);
    present[code] = 1;
    const value = values[row] as number;
    if (part === 'silent' || Number.isNaN(value)) continue;
    if (part === 'abstains') {
      if (abstained !== undefined) abstained[code] = (abstained[code] as number) + 1;
      continue;
    }
    sums[code] = (sums[code] as number) + (value * scale - mean) * factor;
    counts[code] = (counts[code] as number) + 1;
    if (weights !== undefined) weights[code] = (weights[code] as number) + weight;
  }
}

/** Looks for rows that come twice, and for all the instruments that a day has; used again for each day. */
export class DayInstruments {
  readonly #readFrom: Int32Array;
  readonly #listed: Int32Array;
  #reading = 0;

  constructor(instruments: number) {
    this.#readFrom = new Int32Array(instruments);
    this.#listed = new Int32Array(instruments);
  }

  /** The first member with two rows of one instrument, and its united code; `undefined` when rows are unique. */
  findTwice(members: readonly MemberDay[]): { readonly member: MemberDay; readonly code: number } | undefined {
    for (const member of members) {
      if (member.rows.sorted) continue;
      this.#begin();
      const code = this.#read(member, -1);
      if (code >= 0) return { member, code };
    }
    return undefined;
  }

  /** The united codes of the day, ascending; valid until the next call. */
  list(members: readonly MemberDay[]): Int32Array {
    this.#begin();
    let listed = 0;
    for (const member of members) listed = this.#read(member, listed);
    return this.#listed.subarray(0, listed).sort();
  }

  /** Lists the codes that are new since `#begin`, from `listed` on, and says how many there are; with −1 the first that is not new. */
  #read({ rows }: MemberDay, listed: number): number {
    const { instrumentCodes, from, to } = rows;
    const { instrumentMap } = rows.member;
    const [readFrom, reading, list] = [this.#readFrom, this.#reading, this.#listed];
    let many = listed;
    for (let row = from; row < to; row++) {
      const own = instrumentCodes[row] as number;
      const code = instrumentMap === undefined ? own : (instrumentMap[own] as number);
      if (readFrom[code] === reading) {
        if (listed < 0) return code;
        continue;
      }
      readFrom[code] = reading;
      if (listed >= 0) list[many++] = code;
    }
    return many;
  }

  #begin(): void {
    if (this.#reading === 0x7fff_ffff) {
      this.#readFrom.fill(0);
      this.#reading = 0;
    }
    this.#reading++;
  }
}
