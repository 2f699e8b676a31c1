/** The quantile of ascending values, interpolated linearly (type 7, numpy's and pandas' default); NaN without values. */
export function selectQuantile(ascending: ArrayLike<number>, quantile: number): number {
  if (ascending.length === 0) return Number.NaN;
  const place = (ascending.length - 1) * quantile;
  const below = Math.floor(place);
  const lower = ascending[below] as number;
  const upper = ascending[Math.min(below + 1, ascending.length - 1)] as number;
  return place === below || lower === upper ? lower : lower + (upper - lower) * (place - below);
}
