import { type FrameColumns, partsFromColumns } from '../build/from-columns.js';
import { type FromRowsOptions, partsFromRows } from '../build/from-rows.js';
import { NotAFrameError, UnknownColumnError } from '../errors/frame-shape-errors.js';
import { findRowOrder, sortedRows } from '../order/row-order.js';
import { type InstantLike, toInstantMs } from '../time/parse-instant.js';
import { compactParts } from './compact.js';
import { describeFrame, type FrameSummary } from './describe.js';
import { framesEqual, type Tolerance } from './equals.js';
import { type FrameData, type FrameMessage, movableBuffers, onSharedMemory } from './frame-data.js';
import { checkedColumns, type FrameParts } from './frame-parts.js';
import { type JoinOptions, joinParts } from './join.js';
import { printFrame } from './print.js';
import { codesOf } from './row-codes.js';
import { type FrameRow, iterateRows } from './rows.js';
import { selectInstrument, selectTimes } from './select.js';
import { type TableJson, tableJson } from './table-json.js';
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
    // Not declared on the class: symbols of two copies of this package would be different types.
    Object.defineProperty(Frame.prototype, brand, { value: true });
    Object.defineProperty(Frame.prototype, Symbol.for('nodejs.util.inspect.custom'), {
      value: Frame.prototype.toString,
    });
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

  /**
   * A frame from objects such as `{ datetime: '2020-01-02', instrument: 'SH600000', score: 0.3 }`, in any order. The fields besides the
   * key become columns; a field that a row does not have, `null` and `undefined` are NaN there. Read one by one: a generator is fine.
   *
   * @throws InvalidTimeError (`TIME_INVALID`), InvalidInstrumentError (`INSTRUMENT_INVALID`, also when only some rows have one),
   * InvalidValueError (`VALUE_INVALID`), each naming the row; UnknownColumnError (`COLUMN_UNKNOWN`) for a name in `options.columns` that no
   * row has; TooManyRowsError (`TOO_MANY_ROWS`).
   */
  static fromRows(rows: Iterable<object>, options: FromRowsOptions = {}): Frame {
    return Frame.fromParts(partsFromRows(rows, options));
  }

  /**
   * A frame from columns, one entry per row, in any order. `null` and `undefined` are NaN; a `Float64Array` is kept without a copy.
   *
   * @throws ColumnLengthError (`COLUMN_LENGTH_MISMATCH`), TooManyRowsError (`TOO_MANY_ROWS`), InvalidTimeError (`TIME_INVALID`),
   * InvalidInstrumentError (`INSTRUMENT_INVALID`), InvalidValueError (`VALUE_INVALID`).
   */
  static fromColumns(columns: FrameColumns): Frame {
    return Frame.fromParts(partsFromColumns(columns));
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

  /** The rows in ascending order of (time, instrument); rows of one key keep their order, and NaN its row. This frame itself when sorted. */
  sort(): Frame {
    if (this.isSorted()) return this;
    return new Frame(takeRows(this, sortedRows(codesOf(this))), { sorted: true, unique: orders.get(this)?.unique });
  }

  /**
   * The rows between two instants, both included; a date means its midnight in UTC. Left out, an end is open. A sorted frame is not
   * copied: the result is a view of it. Dictionaries are kept; {@link compact} drops what is not used any more. NaN values stay.
   *
   * @throws InvalidTimeError (`TIME_INVALID`)
   */
  select(from?: InstantLike, to?: InstantLike): Frame {
    const fromMs = from === undefined ? Number.NEGATIVE_INFINITY : toInstantMs(from, 'select');
    const toMs = to === undefined ? Number.POSITIVE_INFINITY : toInstantMs(to, 'select');
    return new Frame(selectTimes(this, fromMs, toMs), orderOfPart(this));
  }

  /**
   * The rows of one instrument, as a frame of that instrument alone. NaN values stay.
   *
   * @throws UnknownInstrumentError (`INSTRUMENT_UNKNOWN`)
   */
  instrument(name: string): Frame {
    return new Frame(selectInstrument(this, name), orderOfPart(this));
  }

  /** The same rows with dictionaries that hold only what rows use. This frame itself when they do already. */
  compact(): Frame {
    const parts = compactParts(this);
    return parts === undefined ? this : new Frame(parts, orders.get(this) ?? {});
  }

  /**
   * This frame's columns and the other's side by side, matched by (time, instrument), sorted. Where one side has no such row its columns
   * are NaN; a NaN that is there stays NaN.
   *
   * @throws DuplicateKeyError (`KEY_DUPLICATE`), ColumnNameError (`COLUMN_NAME_INVALID`) when both have a column of one name and no `suffix`
   * is given, TooManyRowsError (`TOO_MANY_ROWS`).
   */
  join(other: Frame, options: JoinOptions = {}): Frame {
    return new Frame(joinParts(this.sort(), other.sort(), options), { sorted: true, unique: true });
  }

  /**
   * Whether both frames have the same columns in the same order and, row by row, the same keys and values; dictionaries may differ. NaN
   * equals NaN and nothing else; `-0` equals `0`. With a tolerance finite values may differ by so much.
   */
  equals(other: Frame, tolerance: number | Tolerance = 0): boolean {
    return framesEqual(this, other, tolerance);
  }

  /** Counts, range, and per column what pandas' `describe` gives. NaN is left out of all but the count of missing values. */
  describe(): FrameSummary {
    return describeFrame(this);
  }

  /**
   * The rows as objects, made when they are asked for. With names, only those columns, and typed:
   * `for (const { datetime, score } of frame.rows('score'))`. A missing value is NaN.
   *
   * @throws UnknownColumnError (`COLUMN_UNKNOWN`)
   */
  rows<Column extends string = never>(...names: readonly Column[]): IterableIterator<FrameRow<Column>> {
    return iterateRows(this, names);
  }

  /** The first and last rows as a table of text, NaN printed as `NaN`. `console.log(frame)` prints it too. */
  toString(): string {
    return printFrame(this);
  }

  /**
   * A JSON table, which pandas reads with its index and types: `pandas.read_json(file, orient='table')`. NaN becomes `null`, and so do
   * infinities, since JSON has neither.
   */
  toJSON(): TableJson {
    return tableJson(this);
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

/** Rows taken out of a frame in its order are as sorted and unique as all of them are; they may be more so. */
function orderOfPart(frame: Frame): FramePromises {
  const order = orders.get(frame);
  return { sorted: order?.sorted || undefined, unique: order?.unique || undefined };
}

function isDebugging(): boolean {
  const setting = process.env['WINDROW_DEBUG'];
  return setting !== undefined && setting !== '' && setting !== '0';
}
