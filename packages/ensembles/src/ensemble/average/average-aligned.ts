import { DayParts } from './day-parts.js';
import type { MemberDay } from './day-scores.js';

/** So many members are added at once, so that the sum of a row is read and written once for all of them. */
const atOnce = 5;

/** Averages members that have the same rows on a day, with every value. */
export class AlignedDays {
  readonly #parts: DayParts;
  readonly #zeros: Float64Array;

  /** For so many members and rows on a day at most. */
  constructor(members: number, rows: number) {
    this.#parts = new DayParts(Math.ceil(members / atOnce) * atOnce);
    this.#zeros = new Float64Array(rows);
  }

  /** Writes the weighted mean of the members to `target`, from `at` on. */
  average(members: readonly MemberDay[], target: Float64Array, at: number): void {
    const parts = this.#parts;
    parts.clear();
    let weight = 0;
    for (const member of members) {
      parts.add(member);
      weight += member.rows.member.weight;
    }
    while (parts.count % atOnce !== 0) parts.addNothing();
    for (let next = 0; next < parts.count; next += atOnce) {
      const divisor = next + atOnce < parts.count ? 1 : weight;
      // A page of memory that is read before it is written is brought in twice, so the first sums start from zeros elsewhere.
      if (next === 0) addFive(parts, next, this.#zeros, 0, target, at, divisor);
      else addFive(parts, next, target, at, target, at, divisor);
    }
  }
}

function addFive(
  { values, starts, ends, means, factors }: DayParts,
  next: number,
  sums: Float64Array,
  from: number,
  target: Float64Array,
  at: number,
  divisor: number,
): void {
  const [a, b, c, d, e] = [next, next + 1, next + 2, next + 3, next + 4];
  const [va, oa, ma, fa] = [values[a] as Float64Array, starts[a] as number, means[a] as number, factors[a] as number];
  const [vb, ob, mb, fb] = [values[b] as Float64Array, starts[b] as number, means[b] as number, factors[b] as number];
  const [vc, oc, mc, fc] = [values[c] as Float64Array, starts[c] as number, means[c] as number, factors[c] as number];
  const [vd, od, md, fd] = [values[d] as Float64Array, starts[d] as number, means[d] as number, factors[d] as number];
  const [ve, oe, me, fe] = [values[e] as Float64Array, starts[e] as number, means[e] as number, factors[e] as number];
  const rows = (ends[a] as number) - oa;
  for (let row = 0; row < rows; row++) {
    target[at + row] =
      ((sums[from + row] as number) +
        ((va[oa + row] as number) - ma) * fa +
        ((vb[ob + row] as number) - mb) * fb +
        ((vc[oc + row] as number) - mc) * fc +
        ((vd[od + row] as number) - md) * fd +
        ((ve[oe + row] as number) - me) * fe) /
      divisor;
  }
}
