/** Two dictionaries in one: `merged` ascends strictly, `fromA[code]` is the code in it of A's entry. */
export interface MergedDictionaries<K> {
  readonly merged: readonly K[];
  readonly fromA: Int32Array;
  readonly fromB: Int32Array;
}

/** Unites two dictionaries that ascend strictly. */
export function mergeDictionaries<K>(
  a: ArrayLike<K>,
  b: ArrayLike<K>,
  compare: (x: K, y: K) => number,
): MergedDictionaries<K> {
  const merged: K[] = [];
  const fromA = new Int32Array(a.length);
  const fromB = new Int32Array(b.length);
  let atA = 0;
  let atB = 0;
  while (atA < a.length || atB < b.length) {
    const order = atA === a.length ? 1 : atB === b.length ? -1 : compare(a[atA] as K, b[atB] as K);
    const code = merged.length;
    merged.push((order <= 0 ? a[atA] : b[atB]) as K);
    if (order <= 0) fromA[atA++] = code;
    if (order >= 0) fromB[atB++] = code;
  }
  return { merged, fromA, fromB };
}
