import Papa from 'papaparse';
import { GrowingColumns } from '../build/growing-array.js';
import { KeyCollector } from '../build/key-codes.js';
import { FileFormatError, RaggedRowError } from '../errors/file-errors.js';
import { FrameOptionError, InvalidValueError } from '../errors/frame-value-errors.js';
import { type ChosenColumns, chooseColumns } from '../file/choose-columns.js';
import type { ReadOptions } from '../file/read-options.js';
import { Frame } from '../frame/frame.js';
import { parseInstant } from '../time/parse-instant.js';
import { parseNumber } from './parse-number.js';
import { TextCodes } from './text-codes.js';

/** How a CSV is read. */
export interface CsvOptions extends ReadOptions {
  /** What stands between cells. Default a comma. */
  readonly delimiter?: string | undefined;
}

type LineBreak = '\n' | '\r' | '\r\n';

/** A quote that is never closed makes all that follows one cell; beyond this it is taken for a mistake. */
const longestRow = 16 * 1024 * 1024;

/** Reads the text of a CSV piece by piece: `push` each, then `finish`. */
export class CsvReader {
  readonly #options: CsvOptions;
  #parser: Papa.Parser | undefined;
  #lineBreak: LineBreak = '\n';
  #rest = '';
  #width = 0;
  #chosen: ChosenColumns | undefined;
  #columns: GrowingColumns = new GrowingColumns(0);
  #rows = 0;
  readonly #keys = new KeyCollector();
  readonly #times: TextCodes;
  readonly #instruments: TextCodes;

  constructor(options: CsvOptions) {
    const { delimiter } = options;
    if (delimiter !== undefined && (delimiter === '' || /["\r\n\ufeff]/.test(delimiter))) {
      throw new FrameOptionError('delimiter', delimiter, 'a text without quotes and line breaks');
    }
    this.#options = options;
    this.#times = new TextCodes((text) => this.#keys.times.encode(parseInstant(text.trim(), `row ${this.#rows + 1}`)));
    this.#instruments = new TextCodes((text) => this.#addInstrument(text));
  }

  push(text: string): void {
    const joined = this.#rest === '' && this.#parser === undefined ? withoutByteOrderMark(text) : this.#rest + text;
    this.#parser ??= this.#makeParser(joined);
    this.#rest = this.#parser === undefined ? joined : joined.slice(this.#parse(this.#parser, joined, true));
    if (this.#rest.length > longestRow) {
      throw new FileFormatError('CSV', `row ${this.#rows + 1} does not end; is a quote not closed?`);
    }
  }

  finish(): Frame {
    this.#parse(this.#parser ?? this.#newParser(this.#rest.endsWith('\r') ? '\r' : '\n'), this.#rest, false);
    if (this.#chosen === undefined) throw new FileFormatError('CSV', 'it is empty; it needs a header at least');
    const { timeCodes, instrumentCodes, values } = this.#columns;
    const rows = this.#rows;
    return Frame.fromParts({
      ...this.#keys.finish(timeCodes.slice(0, rows), instrumentCodes.slice(0, rows)),
      columns: this.#chosen.values.map(({ name }, at) => [name, (values[at] as Float64Array).slice(0, rows)] as const),
    });
  }

  #makeParser(text: string): Papa.Parser | undefined {
    const lineBreak = findLineBreak(text);
    return lineBreak === undefined ? undefined : this.#newParser(lineBreak);
  }

  #newParser(newline: LineBreak): Papa.Parser {
    this.#lineBreak = newline;
    return new Papa.Parser({ delimiter: this.#options.delimiter ?? ',', newline });
  }

  /** Takes the whole rows of `text`; returns how much of it they were. */
  #parse(parser: Papa.Parser, text: string, mayContinue: boolean): number {
    const result = parser.parse(text, 0, mayContinue) as Papa.ParseResult<string[]>;
    let { data } = result;
    const [problem] = result.errors;
    // In a row that is not whole yet, what is missing may follow.
    if (problem !== undefined && !(mayContinue && problem.row === data.length)) {
      const row = this.#rows + (problem.row ?? 0) + (this.#chosen === undefined ? 0 : 1);
      throw new FileFormatError('CSV', `row ${row} has a quote that is not closed, or text beside a quoted cell`);
    }
    if (this.#chosen === undefined && data.length > 0) {
      this.#readHeader(data[0] as string[]);
      data = data.slice(1);
    }
    this.#columns.reserve(this.#rows + data.length);
    for (const cells of data) this.#readRow(cells);
    return result.meta.cursor;
  }

  #readHeader(names: readonly string[]): void {
    if (names.length === 1 && names[0] === '') throw new FileFormatError('CSV', 'its first line, the header, is empty');
    this.#width = names.length;
    this.#chosen = chooseColumns('CSV', names, this.#options);
    this.#columns = new GrowingColumns(this.#chosen.values.length);
    if (this.#chosen.instrument === undefined) this.#keys.instruments.encode('');
  }

  #readRow(cells: readonly string[]): void {
    const chosen = this.#chosen as ChosenColumns;
    if (cells.length !== this.#width) {
      if (cells.length === 1 && cells[0] === '') return;
      throw new RaggedRowError(this.#rows + 1, cells.length, this.#width);
    }
    const row = this.#rows;
    const columns = this.#columns;
    columns.timeCodes[row] = this.#times.encode(cells[chosen.time] as string);
    if (chosen.instrument !== undefined) {
      columns.instrumentCodes[row] = this.#instruments.encode(cells[chosen.instrument] as string);
    }
    for (let at = 0; at < chosen.values.length; at++) {
      const column = chosen.values[at] as { name: string; index: number };
      const cell = cells[column.index] as string;
      const value = parseNumber(cell);
      if (value === undefined) {
        throw new InvalidValueError(
          { column: column.name, row: row + 1, value: cell },
          'is no number; an empty cell or NaN is a missing value, and `columns` chooses which columns are read',
        );
      }
      (columns.values[at] as Float64Array)[row] = value;
    }
    this.#rows = row + 1;
  }

  #addInstrument(name: string): number {
    if (this.#lineBreak === '\n' && name.endsWith('\r') && this.#chosen?.instrument === this.#width - 1) {
      throw new FileFormatError('CSV', `row ${this.#rows + 1} ends with \\r\\n, but the header with \\n`);
    }
    return this.#keys.instruments.encode(name);
  }
}

/** The line break behind the header; `undefined` while that is not whole. A `\\r` at the very end may be half of one. */
function findLineBreak(text: string): LineBreak | undefined {
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') quoted = !quoted;
    if (quoted || (character !== '\n' && character !== '\r')) continue;
    if (character === '\n') return '\n';
    if (at + 1 === text.length) return undefined;
    return text[at + 1] === '\n' ? '\r\n' : '\r';
  }
  return undefined;
}

function withoutByteOrderMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}
