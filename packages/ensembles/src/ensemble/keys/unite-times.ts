/** Several dictionaries as one, with what each code of theirs is in it; `undefined` where the codes stay as they are. */
export interface United<D> {
  readonly dictionary: D;
  readonly maps: readonly (Int32Array | undefined)[];
}

/** The union of ascending dictionaries of instants. Linear in their lengths; nothing is copied when all are one array. */
export function uniteTimes(dictionaries: readonly Float64Array[]): United<Float64Array> {
  const different = [...new Set(dictionaries)];
  const dictionary = mergeAll(different);
  const maps = new Map(different.map((times) => [times, mapInto(times, dictionary)]));
  return { dictionary, maps: dictionaries.map((times) => maps.get(times)) };
}

function mergeAll(lists: readonly Float64Array[]): Float64Array {
  if (lists.length === 0) return new Float64Array(0);
  if (lists.length === 1) return lists[0] as Float64Array;
  const half = lists.length >> 1;
  return mergeTwo(mergeAll(lists.slice(0, half)), mergeAll(lists.slice(half)));
}

function mergeTwo(a: Float64Array, b: Float64Array): Float64Array {
  const merged = new Float64Array(a.length + b.length);
  let atA = 0;
  let atB = 0;
  let size = 0;
  while (atA < a.length && atB < b.length) {
    const left = a[atA] as number;
    const right = b[atB] as number;
    merged[size++] = left < right ? left : right;
    if (left <= right) atA++;
    if (right <= left) atB++;
  }
  const rest = atA < a.length ? a.subarray(atA) : b.subarray(atB);
  merged.set(rest, size);
  size += rest.length;
  if (size === a.length) return a;
  if (size === b.length) return b;
  return size === merged.length ? merged : merged.slice(0, size);
}

function mapInto(times: Float64Array, dictionary: Float64Array): Int32Array | undefined {
  if (times === dictionary) return undefined;
  const map = new Int32Array(times.length);
  let at = 0;
  let moved = false;
  for (let code = 0; code < times.length; code++) {
    while ((dictionary[at] as number) < (times[code] as number)) at++;
    map[code] = at;
    if (at !== code) moved = true;
  }
  return moved ? map : undefined;
}
