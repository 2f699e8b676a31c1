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
  let low = 0;
  let high = 0;
  for (let index = 0; index < length; index++) {
    const nextLow = words[2 * index] as number;
    const nextHigh = words[2 * index + 1] as number;
    if (code === -1 || nextLow !== low || nextHigh !== high) {
      let next = code === -1 ? -1 : (successors[code] as number);
      if (next === -1 || lows[next] !== nextLow || highs[next] !== nextHigh) {
        next = encode(values[index] as bigint, firstRow + index);
        // Codes of earlier chunks were not seen by this one.
        while (lows.length <= next) {
          lows.push(0);
          highs.push(0);
          successors.push(-1);
        }
        lows[next] = nextLow;
        highs[next] = nextHigh;
        if (code !== -1) successors[code] = next;
      }
      code = next;
      low = nextLow;
      high = nextHigh;
    }
    codes[firstRow + index] = code;
  }
}
