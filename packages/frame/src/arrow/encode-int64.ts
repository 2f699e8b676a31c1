/**
 * Writes the code of each 64-bit integer into `codes` from `firstRow` on. `encode` is asked only when a value is neither the one before
 * nor the one that followed that one last time, which is nearly never for rows in any systematic order.
 */
export function encodeInt64(
  values: BigInt64Array,
  length: number,
  codes: Int32Array,
  firstRow: number,
  encode: (value: bigint, row: number) => number,
): void {
  // Halves, since reading a bigint allocates.
  const words = new Int32Array(values.buffer, values.byteOffset, 2 * length);
  const lows: number[] = [];
  const highs: number[] = [];
  const successors: number[] = [];
  let code = -1;
  for (let start = 0; start < length; ) {
    const low = words[2 * start] as number;
    const high = words[2 * start + 1] as number;
    const end = endOfRun(words, start, length, low, high);
    let next = code === -1 ? -1 : (successors[code] as number);
    if (next === -1 || lows[next] !== low || highs[next] !== high) {
      next = encode(values[start] as bigint, firstRow + start);
      // Codes of earlier chunks were not seen by this one.
      while (lows.length <= next) {
        lows.push(0);
        highs.push(0);
        successors.push(-1);
      }
      lows[next] = low;
      highs[next] = high;
      if (code !== -1) successors[code] = next;
    }
    code = next;
    codes.fill(code, firstRow + start, firstRow + end);
    start = end;
  }
}

/** The place behind the last of the values from `start` on that have these halves. */
function endOfRun(words: Int32Array, start: number, length: number, low: number, high: number): number {
  let end = start + 1;
  while (end < length && words[2 * end] === low && words[2 * end + 1] === high) end++;
  return end;
}
