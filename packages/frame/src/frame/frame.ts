import { NotAFrameError, UnknownColumnError } from '../errors/frame-shape-errors.js';
import { findRowOrder, sortedRows } from '../order/row-order.js';
import { type FrameData, type FrameMessage, movableBuffers, onSharedMemory } from './frame-data.js';
import { checkedColumns, type FrameParts } from './frame-parts.js';
import { codesOf } from './row-codes.js';
import { takeRows } from './take-rows.js';
import { type FramePromises, validateFrame } from './validate.js';

const brand = Symbol.for('windrow/frame');

// Beside the class, not in it: a private member would make the frames of two copies of this package different types.
const orders = new WeakMap<Frame, FramePromises>();

/**
 * Rows keyed by (time, instrument) with columns of float64: a prediction, a label, a series of ICs.
 *
 * A frame does not change. Its arrays are handed out without a copy and must not be written to. A missing value is NaN. A series without
 * instruments is a frame of one instrument whose name is empty.
 */
export class Frame {
  /** The number of rows. */
  readonly length: number;
  /** The different instants in epoch milliseconds, ascending. May hold instants that no row uses. */
  readonly times: Float64Array;
  /** Per row, the index into {@link times}. Comparing codes compares instants. */
  readonly timeCodes: Int32Array;
  /** The different instruments, ascending by code point. May hold instruments that no row uses. */
  readonly instruments: readonly string[];
  /** Per row, the index into {@link instruments}. Comparing codes compares instruments. */
  readonly instrumentCodes: Int32Array;
  /** The columns by name, in their order. */
  readonly columns: ReadonlyMap<string, Float64Array>;

  static {
    Object.defineProperty(Frame.prototype, brand, { value: true });
  }

  private constructor(parts: FrameParts, order: FramePromises) {
    this.columns = checkedColumns(parts);
    this.length = parts.timeCodes.length;
    this.times = parts.times;
    this.timeCodes = parts.timeCodes;
    this.instruments = parts.instruments;
    this.instrumentCodes = parts.instrumentCodes;
    orders.set(this, order);
    if (isDebugging()) this.validate();
  }

  /**
   * A frame over arrays that are already there, in a time that does not depend on the rows: nothing is copied and the caller is trusted.
   * {@link validate} checks what is trusted here; with `WINDROW_DEBUG=1` in the environment every new frame is validated.
   *
   * @throws ColumnLengthError (`COLUMN_LENGTH_MISMATCH`), ColumnNameError (`COLUMN_NAME_INVALID`), TooManyRowsError (`TOO_MANY_ROWS`).
   */
  static fromParts(parts: FrameParts): Frame {
    return new Frame(parts, { sorted: parts.sorted || undefined, unique: parts.unique || undefined });
  }

  /** Whether `value` is a frame, of this or another copy of this package. */
  static isFrame(value: unknown): value is Frame {
    return typeof value === 'object' && value !== null && (value as { [brand]?: unknown })[brand] === true;
  }

  /**
   * The frame that {@link toTransfer} took apart in another thread, over the buffers that came with the message.
   *
   * @throws NotAFrameError (`NOT_A_FRAME`) when `data` is something else.
   */
  static fromTransfer(data: FrameData): Frame {
    if (data?.kind !== 'windrow/frame') throw new NotAFrameError('the message does not come from toTransfer()');
    return new Frame(data, { sorted: data.sorted, unique: data.unique });
  }

  /** The names of the columns in their order. */
  get columnNames(): readonly string[] {
    return [...this.columns.keys()];
  }

  /**
   * The values of a column, one per row, NaN where missing; no copy.
   *
   * @throws UnknownColumnError (`COLUMN_UNKNOWN`)
   */
  column(name: string): Float64Array {
    const values = this.columns.get(name);
    if (values === undefined) throw new UnknownColumnError(name, this.columnNames);
    return values;
  }

  /** Whether rows ascend by (time, instrument); equal keys may follow each other. Looked up once, unless the builder promised it. */
  isSorted(): boolean {
    return orders.get(this)?.sorted ?? lookUpOrder(this).sorted === true;
  }

  /** Whether no two rows have the same (time, instrument). Looked up once, unless the builder promised it. */
  isUnique(): boolean {
    return orders.get(this)?.unique ?? lookUpOrder(this).unique === true;
  }

  /**
   * Checks all that {@link fromParts} trusts: dictionaries ascend strictly, times are whole finite milliseconds, codes are in range, and
   * what was promised about order and uniqueness is true. Values are free: NaN and infinities are values.
   *
   * @returns this frame.
   * @throws InvalidTimeError (`TIME_INVALID`), InvalidInstrumentError (`INSTRUMENT_INVALID`), DictionaryOrderError (`DICTIONARY_UNSORTED`),
   * CodeRangeError (`CODE_OUT_OF_RANGE`), UnsortedFrameError (`FRAME_UNSORTED`), DuplicateKeyError (`KEY_DUPLICATE`).
   */
  validate(): this {
    validateFrame(this, orders.get(this) ?? {});
    return this;
  }

  /** The rows in ascending order of (time, instrument); rows of one key keep their order. This frame itself when it is sorted. */
  sort(): Frame {
    if (this.isSorted()) return this;
    return new Frame(takeRows(this, sortedRows(codesOf(this))), { sorted: true, unique: orders.get(this)?.unique });
  }

  /** The same frame on shared memory, so that threads see it without a copy; this frame itself when it already is. */
  shared(): Frame {
    if (movableBuffers(this).length === 0) return this;
    const parts = {
      times: onSharedMemory(this.times),
      timeCodes: onSharedMemory(this.timeCodes),
      instruments: this.instruments,
      instrumentCodes: onSharedMemory(this.instrumentCodes),
      columns: Array.from(this.columns, ([name, values]) => [name, onSharedMemory(values)] as const),
    };
    return new Frame(parts, orders.get(this) ?? {});
  }

  /**
   * This frame as a message for another thread, without a copy. Once posted with its `transferList`, the buffers belong to the receiver:
   * this frame and all that shares its buffers (the frame it was selected from, say) must not be used any more. A frame on shared memory
   * stays usable on both sides; see {@link shared}.
   */
  toTransfer(): FrameMessage {
    const { times, timeCodes, instruments, instrumentCodes } = this;
    const { sorted, unique } = orders.get(this) ?? {};
    const columns = [...this.columns];
    return {
      data: { kind: 'windrow/frame', times, timeCodes, instruments, instrumentCodes, columns, sorted, unique },
      transferList: movableBuffers(this),
    };
  }
}

function lookUpOrder(frame: Frame): FramePromises {
  const known = orders.get(frame);
  const found = findRowOrder(codesOf(frame));
  const order = { sorted: known?.sorted ?? found.sorted, unique: known?.unique ?? found.unique };
  orders.set(frame, order);
  return order;
}

function isDebugging(): boolean {
  const setting = process.env['WINDROW_DEBUG'];
  return setting !== undefined && setting !== '' && setting !== '0';
}
