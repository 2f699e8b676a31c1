/** How deep containers may nest. Both ways recurse, so this keeps them far from the end of the stack. */
export const MAX_DEPTH = 1_000;
/** The longest list that may have holes: what is not there takes no bytes, so bytes cannot bound it. */
export const MAX_SPARSE_LENGTH = 1_000_000;
/** Reading decimal digits costs more than their number. */
export const MAX_BIGINT_DIGITS = 100_000;

/** Typed arrays that every supported Node has, with the bytes of one element. */
export const VIEW_ELEMENT_BYTES: ReadonlyMap<string, number> = new Map([
  ['Int8Array', 1],
  ['Uint8Array', 1],
  ['Uint8ClampedArray', 1],
  ['Int16Array', 2],
  ['Uint16Array', 2],
  ['Int32Array', 4],
  ['Uint32Array', 4],
  ['Float32Array', 4],
  ['Float64Array', 8],
  ['BigInt64Array', 8],
  ['BigUint64Array', 8],
  ['DataView', 1],
]);
