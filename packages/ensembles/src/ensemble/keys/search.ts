/** The first place at or after `from` whose code is at least `code`, in ascending codes: steps that double, then halves. */
export function lowerBound(codes: Int32Array, code: number, from: number): number {
  const { length } = codes;
  if (from >= length || (codes[from] as number) >= code) return from;
  let below = from;
  let step = 1;
  while (below + step < length && (codes[below + step] as number) < code) {
    below += step;
    step *= 2;
  }
  let above = Math.min(below + step, length);
  while (below + 1 < above) {
    const middle = below + ((above - below) >> 1);
    if ((codes[middle] as number) < code) below = middle;
    else above = middle;
  }
  return above;
}
