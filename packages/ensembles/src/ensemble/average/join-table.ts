import type { Counts } from './add-joined.js';
import type { AverageMembers } from './average-members.js';
import type { ResolvedAverageOptions } from './average-options.js';

/** The outer join of the members' rows on one day, in one slot per instrument. */
export interface DayTable {
  readonly sums: Float64Array;
  /** Members that count. */
  readonly counts: Counts;
  /** 1 where a member has a row that the counts may not show. */
  readonly present: Uint8Array;
  /** Only where weights were given; else the sum of the weights is the number of members. */
  readonly weights: Float64Array | undefined;
  /** Members that stand aside; only where members may. */
  readonly abstained: Counts | undefined;
}

/** Tables of days that follow each other, empty at first. `sums`: where the sums are kept, if they have a place already. */
export function makeTables(
  days: number,
  { list, instruments }: AverageMembers,
  options: ResolvedAverageOptions,
  sums?: Float64Array,
): DayTable {
  const slots = days * instruments.length;
  const counts = (): Counts => (list.length < 2 ** 16 ? new Uint16Array(slots) : new Int32Array(slots));
  return {
    sums: sums ?? new Float64Array(slots),
    counts: counts(),
    present: new Uint8Array(slots),
    weights: options.weights === undefined ? undefined : new Float64Array(slots),
    abstained: options.onDegenerate === 'abstain' ? counts() : undefined,
  };
}

/** The table of one of the days. */
export function dayTable(tables: DayTable, place: number, instruments: number): DayTable {
  const from = place * instruments;
  const to = from + instruments;
  return {
    sums: tables.sums.subarray(from, to),
    counts: tables.counts.subarray(from, to),
    present: tables.present.subarray(from, to),
    weights: tables.weights?.subarray(from, to),
    abstained: tables.abstained?.subarray(from, to),
  };
}

/** Empties the table: all of it, or only the slots `codes`. */
export function clearTable({ sums, counts, present, weights, abstained }: DayTable, codes?: Int32Array): void {
  for (const slots of [sums, counts, present, weights, abstained]) {
    if (slots === undefined) continue;
    if (codes === undefined) slots.fill(0);
    else for (let place = 0; place < codes.length; place++) slots[codes[place] as number] = 0;
  }
}
