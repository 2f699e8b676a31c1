/** What is known of the order of a frame's rows. */
export interface RowOrder {
  /** Rows ascend by (time, instrument). */
  readonly sorted: boolean;
  /** No two rows have the same (time, instrument). */
  readonly unique: boolean;
}

/** The codes of a frame's rows and how many different ones there can be. */
export interface RowCodes {
  readonly timeCodes: Int32Array;
  readonly instrumentCodes: Int32Array;
  readonly timeCount: number;
  readonly instrumentCount: number;
}

/** The row that is not above the one before it, and whether it is equal to it; `undefined` when all ascend strictly. */
function firstDisorder(codes: RowCodes, from = 1): { readonly row: number; readonly equal: boolean } | undefined {
  const { timeCodes, instrumentCodes } = codes;
  const rows = timeCodes.length;
  let previousTime = rows < from ? 0 : (timeCodes[from - 1] as number);
  let previousInstrument = rows < from ? 0 : (instrumentCodes[from - 1] as number);
  for (let row = from; row < rows; row++) {
    const time = timeCodes[row] as number;
    const instrument = instrumentCodes[row] as number;
    if (time < previousTime || (time === previousTime && instrument <= previousInstrument)) {
      return { row, equal: time === previousTime && instrument === previousInstrument };
    }
    previousTime = time;
    previousInstrument = instrument;
  }
  return undefined;
}

/** The first row whose key is below the key before it; `undefined` when the rows are sorted (equal keys allowed). */
export function firstUnsortedRow(codes: RowCodes): number | undefined {
  let from = 1;
  for (;;) {
    const found = firstDisorder(codes, from);
    if (found === undefined) return undefined;
    if (!found.equal) return found.row;
    from = found.row + 1;
  }
}

/**
 * The permutation that sorts rows by (time, instrument): `rows[k]` is the row that comes k-th. Stable, so rows of one key keep
 * their order. Two counting passes over the codes: linear in rows and in the sizes of the dictionaries.
 */
export function sortedRows(codes: RowCodes): Int32Array {
  const { timeCodes, instrumentCodes, timeCount, instrumentCount } = codes;
  const byInstrument = countingPass(instrumentCodes, instrumentCount, undefined);
  return countingPass(timeCodes, timeCount, byInstrument);
}

function countingPass(codes: Int32Array, codeCount: number, previous: Int32Array | undefined): Int32Array {
  const rows = codes.length;
  const next = new Int32Array(codeCount + 1);
  for (let row = 0; row < rows; row++) {
    const slot = (codes[row] as number) + 1;
    next[slot] = (next[slot] as number) + 1;
  }
  for (let code = 1; code <= codeCount; code++) next[code] = (next[code] as number) + (next[code - 1] as number);
  const order = new Int32Array(rows);
  for (let place = 0; place < rows; place++) {
    const row = previous === undefined ? place : (previous[place] as number);
    const code = codes[row] as number;
    const target = next[code] as number;
    order[target] = row;
    next[code] = target + 1;
  }
  return order;
}

/** The second of two rows with one key, with the first; `undefined` when every key is unique. Rows need not be sorted. */
export function firstDuplicate(codes: RowCodes): { readonly row: number; readonly earlier: number } | undefined {
  const { timeCodes, instrumentCodes } = codes;
  const order = sortedRows(codes);
  let found: { row: number; earlier: number } | undefined;
  for (let place = 1; place < order.length; place++) {
    const earlier = order[place - 1] as number;
    const row = order[place] as number;
    if (timeCodes[row] === timeCodes[earlier] && instrumentCodes[row] === instrumentCodes[earlier]) {
      if (found === undefined || row < found.row) found = { row, earlier };
    }
  }
  return found;
}

const bitsPerRow = 64;

/** Whether rows are sorted and whether keys are unique: one pass when they are sorted, a bit per key or a sort when not. */
export function findRowOrder(codes: RowCodes): RowOrder {
  const first = firstDisorder(codes);
  if (first === undefined) return { sorted: true, unique: true };
  if (firstUnsortedRow(codes) === undefined) return { sorted: true, unique: false };
  return { sorted: false, unique: hasUniqueKeys(codes) };
}

function hasUniqueKeys(codes: RowCodes): boolean {
  const { timeCodes, instrumentCodes, timeCount, instrumentCount } = codes;
  const rows = timeCodes.length;
  const keys = timeCount * instrumentCount;
  if (keys > bitsPerRow * rows) return firstDuplicate(codes) === undefined;
  const seen = new Uint8Array(Math.ceil(keys / 8));
  for (let row = 0; row < rows; row++) {
    const key = (timeCodes[row] as number) * instrumentCount + (instrumentCodes[row] as number);
    const byte = Math.floor(key / 8);
    const bit = 1 << (key % 8);
    const bits = seen[byte] as number;
    if ((bits & bit) !== 0) return false;
    seen[byte] = bits | bit;
  }
  return true;
}
