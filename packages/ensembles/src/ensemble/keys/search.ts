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
  return firstAbove(codes, code, below, Math.min(below + step, length));
}

/**
 * Where the run of `codes[from]` ends, in ascending codes. Found in a few steps when it ends near `guess`, which runs as long as the one
 * before are.
 */
export function endOfRun(codes: Int32Array, from: number, guess: number): number {
  const code = codes[from] as number;
  const near = Math.min(guess, codes.length);
  if (near <= from || codes[near - 1] === code) return lowerBound(codes, code + 1, Math.max(near, from));
  let above = near - 1;
  let step = 1;
  while (above - step > from && (codes[above - step] as number) > code) {
    above -= step;
    step *= 2;
  }
  return firstAbove(codes, code + 1, Math.max(above - step, from), above);
}

/** The first place above `below` whose code is at least `code`, where `above` is such a place and `below` is not. */
function firstAbove(codes: Int32Array, code: number, below: number, above: number): number {
  let [low, high] = [below, above];
  while (low + 1 < high) {
    const middle = low + ((high - low) >> 1);
    if ((codes[middle] as number) < code) low = middle;
    else high = middle;
  }
  return high;
}
