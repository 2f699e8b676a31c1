import type { DayParts } from './day-parts.js';

/** How many members each slot has; two bytes are enough for all but absurdly many. */
export type Counts = Uint16Array | Int32Array;

/**
 * Adds members whose codes are the united ones to the slots of the codes, and how many members each slot has. `slotwise`: rows ascend and
 * most slots are used, so that members are added slot by slot, four at a time, rather than row by row.
 */
export function addJoined(parts: DayParts, sums: Float64Array, counts: Counts, slotwise: boolean): void {
  let next = 0;
  if (slotwise) for (; next + 3 < parts.count; next += 4) addFourJoined(parts, next, sums, counts);
  for (; next < parts.count; next++) addOneJoined(parts, next, sums, counts);
}

function addFourJoined(
  { values, codes, starts, ends, means, factors }: DayParts,
  next: number,
  sums: Float64Array,
  counts: Counts,
): void {
  const [a, b, c, d] = [next, next + 1, next + 2, next + 3];
  const [va, ca, ea, ma, fa] = [
    values[a] as Float64Array,
    codes[a] as Int32Array,
    ends[a] as number,
    means[a] as number,
    factors[a] as number,
  ];
  const [vb, cb, eb, mb, fb] = [
    values[b] as Float64Array,
    codes[b] as Int32Array,
    ends[b] as number,
    means[b] as number,
    factors[b] as number,
  ];
  const [vc, cc, ec, mc, fc] = [
    values[c] as Float64Array,
    codes[c] as Int32Array,
    ends[c] as number,
    means[c] as number,
    factors[c] as number,
  ];
  const [vd, cd, ed, md, fd] = [
    values[d] as Float64Array,
    codes[d] as Int32Array,
    ends[d] as number,
    means[d] as number,
    factors[d] as number,
  ];
  let [ra, rb, rc, rd] = [starts[a] as number, starts[b] as number, starts[c] as number, starts[d] as number];
  const first = Math.min(ca[ra] as number, cb[rb] as number, cc[rc] as number, cd[rd] as number);
  const last = Math.max(ca[ea - 1] as number, cb[eb - 1] as number, cc[ec - 1] as number, cd[ed - 1] as number);
  for (let code = first; code <= last; code++) {
    let sum = 0;
    let count = 0;
    if (ra < ea && ca[ra] === code) {
      sum += ((va[ra] as number) - ma) * fa;
      count++;
      ra++;
    }
    if (rb < eb && cb[rb] === code) {
      sum += ((vb[rb] as number) - mb) * fb;
      count++;
      rb++;
    }
    if (rc < ec && cc[rc] === code) {
      sum += ((vc[rc] as number) - mc) * fc;
      count++;
      rc++;
    }
    if (rd < ed && cd[rd] === code) {
      sum += ((vd[rd] as number) - md) * fd;
      count++;
      rd++;
    }
    sums[code] = (sums[code] as number) + sum;
    counts[code] = (counts[code] as number) + count;
  }
}

function addOneJoined(
  { values, codes, starts, ends, means, factors }: DayParts,
  place: number,
  sums: Float64Array,
  counts: Counts,
): void {
  const [own, codesOf] = [values[place] as Float64Array, codes[place] as Int32Array];
  const [mean, factor, to] = [means[place] as number, factors[place] as number, ends[place] as number];
  for (let row = starts[place] as number; row < to; row++) {
    const code = codesOf[row] as number;
    sums[code] = (sums[code] as number) + ((own[row] as number) - mean) * factor;
    counts[code] = (counts[code] as number) + 1;
  }
}
