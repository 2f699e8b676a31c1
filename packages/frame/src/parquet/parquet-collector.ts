import type { ColumnData, ParquetParsers } from 'hyparquet';
import { type FrameKeys, KeyCollector } from '../build/key-codes.js';
import { toInstrument } from '../build/to-instrument.js';
import { toValue } from '../build/to-value.js';
import { FileFormatError } from '../errors/file-errors.js';
import { InvalidTimeError } from '../errors/frame-key-errors.js';
import { ColumnTypeError } from '../errors/frame-value-errors.js';
import { type ChosenColumns, chooseColumns } from '../file/choose-columns.js';
import type { ReadOptions } from '../file/read-options.js';
import { Frame } from '../frame/frame.js';
import { checkRowCount } from '../frame/frame-parts.js';
import { toInstantMs } from '../time/parse-instant.js';
import type { ParquetColumn, ParquetKind } from './parquet-schema.js';

const timeKinds: readonly ParquetKind[] = ['time', 'text'];
const instrumentKinds: readonly ParquetKind[] = ['text', 'integer'];
const valueKinds: readonly ParquetKind[] = ['number', 'integer', 'boolean'];

/** Puts the pieces of columns that hyparquet decodes, as they come, into the arrays of a frame. */
export class ParquetCollector {
  /** The columns to read. */
  readonly columnNames: readonly string[];
  /** Instants as milliseconds, or as they are where that would lose something: nothing is rounded. */
  readonly parsers: Partial<ParquetParsers> = {
    timestampFromMilliseconds: (ms) => Number(ms),
    timestampFromMicroseconds: (value) => wholeMs(value, 1000n),
    timestampFromNanoseconds: (value) => wholeMs(value, 1_000_000n),
    dateFromDays: (days) => days * 86_400_000,
  };
  readonly #chosen: ChosenColumns;
  readonly #timeName: string;
  readonly #instrumentName: string | undefined;
  readonly #keys: KeyCollector = new KeyCollector();
  readonly #timeCodes: Int32Array;
  readonly #instrumentCodes: Int32Array;
  readonly #values: ReadonlyMap<string, Float64Array>;
  #failure: unknown;
  #cells = 0;
  readonly #rows: number;

  constructor(columns: readonly ParquetColumn[], rows: number, options: ReadOptions) {
    const names = columns.map(({ name }) => name);
    this.#chosen = chooseColumns('Parquet', names, options);
    const { time, instrument, values } = this.#chosen;
    requireKind(columns[time] as ParquetColumn, timeKinds, 'a frame needs timestamps, dates or ISO 8601 texts there');
    if (instrument !== undefined) {
      requireKind(
        columns[instrument] as ParquetColumn,
        instrumentKinds,
        'only texts and whole numbers name instruments',
      );
    }
    for (const { index } of values) {
      requireKind(
        columns[index] as ParquetColumn,
        valueKinds,
        'which is no number; choose columns with the option `columns`',
      );
    }
    checkRowCount(rows);
    this.#rows = rows;
    this.#timeName = names[time] as string;
    this.#instrumentName = instrument === undefined ? undefined : names[instrument];
    this.columnNames = [
      time,
      ...(instrument === undefined ? [] : [instrument]),
      ...values.map(({ index }) => index),
    ].map((index) => names[index] as string);
    this.#timeCodes = new Int32Array(rows);
    this.#instrumentCodes = new Int32Array(rows);
    if (instrument === undefined) this.#keys.instruments.encode('');
    this.#values = new Map(values.map(({ name }) => [name, new Float64Array(rows)]));
  }

  /** Takes a piece of a column. A failure is kept for {@link check}, since nobody awaits this callback. */
  add({ columnName, columnData, rowStart }: ColumnData): void {
    try {
      this.#cells += columnData.length;
      const data = columnData as ArrayLike<unknown>;
      if (columnName === this.#timeName) this.#addTimes(data, rowStart);
      else if (columnName === this.#instrumentName) this.#addInstruments(data, rowStart);
      else this.#addValues(columnName, data, rowStart);
    } catch (error) {
      this.#failure ??= error;
    }
  }

  /** @throws the first failure of {@link add}. */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  finish(): Frame {
    if (this.#cells !== this.#rows * this.columnNames.length) {
      throw new FileFormatError('Parquet', 'its columns have fewer values than it says it has rows');
    }
    const keys: FrameKeys = this.#keys.finish(this.#timeCodes, this.#instrumentCodes);
    return Frame.fromParts({ ...keys, columns: this.#values });
  }

  #addTimes(data: ArrayLike<unknown>, rowStart: number): void {
    let last: unknown;
    let code = -1;
    for (let at = 0; at < data.length; at++) {
      const value = data[at];
      if (code === -1 || value !== last) {
        code = this.#keys.times.encode(readTime(value, `row ${rowStart + at + 1}`));
        last = value;
      }
      this.#timeCodes[rowStart + at] = code;
    }
  }

  #addInstruments(data: ArrayLike<unknown>, rowStart: number): void {
    for (let at = 0; at < data.length; at++) {
      const value = data[at];
      const name = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value;
      this.#instrumentCodes[rowStart + at] = this.#keys.instruments.encode(toInstrument(name, rowStart + at));
    }
  }

  #addValues(name: string, data: ArrayLike<unknown>, rowStart: number): void {
    const values = this.#values.get(name) as Float64Array;
    if (data instanceof Float64Array || data instanceof Float32Array || data instanceof Int32Array) {
      values.set(data, rowStart);
      return;
    }
    for (let at = 0; at < data.length; at++) values[rowStart + at] = toValue(data[at], name, rowStart + at);
  }
}

function requireKind(column: ParquetColumn, kinds: readonly ParquetKind[], hint: string): void {
  if (!kinds.includes(column.kind)) throw new ColumnTypeError(column.name, column.type, hint);
}

function wholeMs(value: bigint, perMs: bigint): number | bigint {
  return value % perMs === 0n ? Number(value / perMs) : value;
}

function readTime(value: unknown, where: string): number {
  if (value === undefined || value === null) throw new InvalidTimeError(value, 'it is missing', where);
  if (typeof value === 'bigint') {
    throw new InvalidTimeError(value, 'it is finer than a millisecond, and nothing is rounded', where);
  }
  return toInstantMs(value as number | string, where);
}
