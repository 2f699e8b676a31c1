import type { MemberDay } from './day-scores.js';

/*
 * The loops that most of an average's time goes into. Members of a day are taken four at a time, so that the sum of a row is read and
 * written once for four members. All of them count with every row, as it is: no value is missing, none is scaled.
 */

/** How many members each slot has; two bytes are enough for all but absurdly many. */
export type Counts = Uint16Array | Int32Array;

/** A member's values of a day and what makes scores of them. */
interface Part {
  readonly values: Float64Array;
  readonly codes: Int32Array;
  readonly from: number;
  readonly to: number;
  readonly mean: number;
  readonly factor: number;
}

function partOf({ rows, moments }: MemberDay): Part {
  const { values, instrumentCodes, from, to } = rows;
  return { values, codes: instrumentCodes, from, to, mean: moments.mean, factor: moments.inverse * rows.member.weight };
}

/** Adds members that have the same rows to `target`, from `at` on, which is 0 there. */
export function addAligned(members: readonly MemberDay[], target: Float64Array, at: number): void {
  const parts = members.map(partOf);
  let next = 0;
  for (; next + 3 < parts.length; next += 4) {
    addFourAligned(
      parts[next] as Part,
      parts[next + 1] as Part,
      parts[next + 2] as Part,
      parts[next + 3] as Part,
      target,
      at,
    );
  }
  for (; next < parts.length; next++) addOneAligned(parts[next] as Part, target, at);
}

function addFourAligned(a: Part, b: Part, c: Part, d: Part, target: Float64Array, at: number): void {
  const rows = a.to - a.from;
  const va = a.values.subarray(a.from, a.to);
  const vb = b.values.subarray(b.from, b.to);
  const vc = c.values.subarray(c.from, c.to);
  const vd = d.values.subarray(d.from, d.to);
  const { mean: ma, factor: fa } = a;
  const { mean: mb, factor: fb } = b;
  const { mean: mc, factor: fc } = c;
  const { mean: md, factor: fd } = d;
  for (let row = 0; row < rows; row++) {
    target[at + row] =
      (target[at + row] as number) +
      ((va[row] as number) - ma) * fa +
      ((vb[row] as number) - mb) * fb +
      ((vc[row] as number) - mc) * fc +
      ((vd[row] as number) - md) * fd;
  }
}

function addOneAligned({ values, from, to, mean, factor }: Part, target: Float64Array, at: number): void {
  const shift = at - from;
  for (let row = from; row < to; row++) {
    target[row + shift] = (target[row + shift] as number) + ((values[row] as number) - mean) * factor;
  }
}

/**
 * Adds members whose codes are the united ones to the slots of the codes, and how many members each slot has. `dense`: most slots are used,
 * so that sorted members are added slot by slot, four at a time, rather than row by row.
 */
export function addJoined(members: readonly MemberDay[], sums: Float64Array, counts: Counts, dense: boolean): void {
  const isQuick = ({ rows }: MemberDay): boolean => dense && rows.sorted;
  const parts = members.filter(isQuick).map(partOf);
  for (const member of members) if (!isQuick(member)) addOneJoined(partOf(member), sums, counts);
  let next = 0;
  for (; next + 3 < parts.length; next += 4) {
    addFourJoined(
      parts[next] as Part,
      parts[next + 1] as Part,
      parts[next + 2] as Part,
      parts[next + 3] as Part,
      sums,
      counts,
    );
  }
  for (; next < parts.length; next++) addOneJoined(parts[next] as Part, sums, counts);
}

function addFourJoined(a: Part, b: Part, c: Part, d: Part, sums: Float64Array, counts: Counts): void {
  const { values: va, codes: ca, to: ea, mean: ma, factor: fa } = a;
  const { values: vb, codes: cb, to: eb, mean: mb, factor: fb } = b;
  const { values: vc, codes: cc, to: ec, mean: mc, factor: fc } = c;
  const { values: vd, codes: cd, to: ed, mean: md, factor: fd } = d;
  let [ra, rb, rc, rd] = [a.from, b.from, c.from, d.from];
  const parts = [a, b, c, d];
  const first = Math.min(...parts.map(({ codes, from }) => codes[from] as number));
  const last = Math.max(...parts.map(({ codes, to }) => codes[to - 1] as number));
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

function addOneJoined({ values, codes, from, to, mean, factor }: Part, sums: Float64Array, counts: Counts): void {
  for (let row = from; row < to; row++) {
    const code = codes[row] as number;
    sums[code] = (sums[code] as number) + ((values[row] as number) - mean) * factor;
    counts[code] = (counts[code] as number) + 1;
  }
}
