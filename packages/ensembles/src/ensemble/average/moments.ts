/** The largest std, relative to the mean, that is taken for rounding of equal values. */
const roundingOfEqual = 1e-12;

/** What one member's values on one day come to. Written again by each {@link measure}. */
export class Moments {
  /** Values that are not NaN. */
  count = 0;
  /** z = (x · scale − mean) · inverse. */
  mean = 0;
  inverse = 0;
  /** A power of two, 1 unless the squares of the values would leave the range of float64. */
  scale = 1;
  /** There is one value, or all are equal, be it by rounding. */
  degenerate = false;
  /** The place of an infinite value, or −1. Then the rest means nothing. */
  infiniteAt = -1;
}

/** How much larger than the squares around the mean those around the first value may be before digits are lost. */
const farthestFirst = 256;

/**
 * Mean and standard deviation (ddof 1) of `values[from]` to `values[to − 1]`, NaN left out. One pass over distances from the first value,
 * which a second, careful way replaces where the first value lies far from the others, values are missing, or squares leave the range of
 * float64: values as large as 1e308 or as small as 1e-300 do not overflow.
 */
export function measure(values: Float64Array, from: number, to: number, moments: Moments): void {
  moments.infiniteAt = -1;
  const first = values[from] as number;
  let d0 = 0;
  let d1 = 0;
  let s0 = 0;
  let s1 = 0;
  let row = from;
  for (; row + 1 < to; row += 2) {
    const a = (values[row] as number) - first;
    const b = (values[row + 1] as number) - first;
    d0 += a;
    d1 += b;
    s0 += a * a;
    s1 += b * b;
  }
  if (row < to) {
    const a = (values[row] as number) - first;
    d0 += a;
    s0 += a * a;
  }
  const count = to - from;
  const shift = (d0 + d1) / count;
  const beside = shift * (d0 + d1);
  const squares = s0 + s1 - beside;
  // Written so that NaN goes the careful way.
  const isSafe = squares > 1e-280 && squares < Infinity && beside <= farthestFirst * squares;
  if (isSafe) settle(moments, count, first + shift, squares, 1);
  else measureCarefully(values, from, to, moments);
}

function sumOf(values: Float64Array, from: number, to: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let row = from;
  for (; row + 3 < to; row += 4) {
    a += values[row] as number;
    b += values[row + 1] as number;
    c += values[row + 2] as number;
    d += values[row + 3] as number;
  }
  for (; row < to; row++) a += values[row] as number;
  return a + b + (c + d);
}

function measureCarefully(values: Float64Array, from: number, to: number, moments: Moments): void {
  let count = 0;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let row = from; row < to; row++) {
    const value = values[row] as number;
    if (Number.isNaN(value)) continue;
    count++;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
    if (value === Infinity || value === -Infinity) {
      moments.infiniteAt = row;
      return;
    }
  }
  const scale = scaleFor(Math.max(Math.abs(lowest), Math.abs(highest)));
  const sum = new ExactSum();
  for (let row = from; row < to; row++) {
    const value = values[row] as number;
    if (!Number.isNaN(value)) sum.add(value * scale);
  }
  const mean = sum.value / count;
  const drifts = new ExactSum();
  const squares = new ExactSum();
  for (let row = from; row < to; row++) {
    const value = values[row] as number;
    if (Number.isNaN(value)) continue;
    const distance = value * scale - mean;
    drifts.add(distance);
    squares.add(distance * distance);
  }
  const drift = drifts.value / count;
  settle(moments, count, mean + drift, squares.value - count * drift * drift, scale);
  if (lowest === highest) moments.degenerate = true;
}

/** A sum that keeps what rounding drops (Neumaier's), so that a great value before thousands of small ones costs them nothing. */
class ExactSum {
  #sum = 0;
  #dropped = 0;

  add(value: number): void {
    const next = this.#sum + value;
    this.#dropped += Math.abs(this.#sum) >= Math.abs(value) ? this.#sum - next + value : value - next + this.#sum;
    this.#sum = next;
  }

  get value(): number {
    return this.#sum + this.#dropped;
  }
}

/** The power of two that brings the largest value near 1, where its square would not fit; else 1. */
function scaleFor(largest: number): number {
  if (largest === 0 || !Number.isFinite(largest) || (largest > 1e-120 && largest < 1e120)) return 1;
  return 2 ** -Math.max(-1000, Math.min(1000, Math.floor(Math.log2(largest))));
}

function settle(moments: Moments, count: number, mean: number, squares: number, scale: number): void {
  const std = count > 1 ? Math.sqrt(Math.max(squares, 0) / (count - 1)) : 0;
  moments.count = count;
  moments.mean = mean;
  moments.scale = scale;
  moments.degenerate = count > 0 && (count === 1 || std <= roundingOfEqual * Math.abs(mean));
  moments.inverse = moments.degenerate ? 0 : 1 / std;
}

/** How many values are not NaN, for averages of values as they are. */
export function countValues(values: Float64Array, from: number, to: number, moments: Moments): void {
  moments.infiniteAt = -1;
  moments.scale = 1;
  moments.degenerate = false;
  moments.mean = 0;
  moments.inverse = 1;
  moments.count = to - from;
  if (Number.isFinite(sumOf(values, from, to))) return;
  for (let row = from; row < to; row++) {
    const value = values[row] as number;
    if (Number.isNaN(value)) moments.count--;
    else if (!Number.isFinite(value)) {
      moments.infiniteAt = row;
      return;
    }
  }
}
