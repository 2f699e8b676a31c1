import { isConstant, meanOf, squaresAround } from './moments.js';

/**
 * Pearson's correlation of two arrays of the same length without NaN, as `scipy.stats.pearsonr` gives it. NaN for fewer than two values
 * and when either does not vary (also: varies by rounding only).
 */
export function pearson(a: Float64Array, b: Float64Array): number {
  const count = a.length;
  const meanA = meanOf(a);
  const meanB = meanOf(b);
  const squaresA = squaresAround(a, meanA);
  const squaresB = squaresAround(b, meanB);
  if (count < 2 || isConstant(squaresA, count, meanA) || isConstant(squaresB, count, meanB)) return Number.NaN;
  let products = 0;
  for (let at = 0; at < count; at++) products += ((a[at] as number) - meanA) * ((b[at] as number) - meanB);
  const correlation = products / (Math.sqrt(squaresA) * Math.sqrt(squaresB));
  return Math.max(-1, Math.min(1, correlation));
}

/**
 * Ranks from 1; equal values share the average of their ranks, as `scipy.stats.rankdata` has it. Values without NaN.
 */
function averageRanks(values: Float64Array): Float64Array {
  const ascending = values.slice().sort();
  return values.map((value) => (countBelow(ascending, value, false) + countBelow(ascending, value, true) + 1) / 2);
}

/** How many of the ascending values are below `value`, or below and equal to it. */
function countBelow(ascending: Float64Array, value: number, orEqual: boolean): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = ascending[middle] as number;
    if (other < value || (orEqual && other === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Spearman's correlation: Pearson's of the average ranks, as `scipy.stats.spearmanr` gives it. Values without NaN. */
export function spearman(a: Float64Array, b: Float64Array): number {
  return pearson(averageRanks(a), averageRanks(b));
}
