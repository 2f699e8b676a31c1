import { checkRowCount } from '../frame/frame-parts.js';

const firstCapacity = 1024;

/** Columns that grow together while rows arrive whose number is not known. */
export class GrowingColumns {
  timeCodes: Int32Array = new Int32Array(firstCapacity);
  instrumentCodes: Int32Array = new Int32Array(firstCapacity);
  readonly values: Float64Array[];
  #capacity: number = firstCapacity;

  constructor(columnCount: number) {
    this.values = Array.from({ length: columnCount }, () => new Float64Array(firstCapacity));
  }

  /** Makes room for `rows` rows in all. Arrays taken before are stale afterwards. */
  reserve(rows: number): void {
    if (rows <= this.#capacity) return;
    checkRowCount(rows);
    this.#capacity = Math.max(rows, 2 * this.#capacity);
    this.timeCodes = grow(this.timeCodes, new Int32Array(this.#capacity));
    this.instrumentCodes = grow(this.instrumentCodes, new Int32Array(this.#capacity));
    this.values.forEach((values, at) => {
      this.values[at] = grow(values, new Float64Array(this.#capacity));
    });
  }
}

function grow<T extends Float64Array | Int32Array>(values: T, into: T): T {
  into.set(values);
  return into;
}
