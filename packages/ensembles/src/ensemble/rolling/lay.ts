import { checkRowCount, Frame } from '@windrow/frame';
import type { Allocator } from '../keys/allocate.js';
import { lowerBound } from '../keys/search.js';
import type { DayMerge } from './day-merge.js';
import { Sweep, type SweepVisitor } from './sweep.js';
import type { Window, Windows } from './windows.js';

/** A frame and what made it. */
export interface Laid {
  readonly frame: Frame;
  readonly sweep?: Sweep;
  readonly fill?: SweepVisitor;
}

/** Lays the windows over each other: one frame, sorted, each key once, of each key the row of the latest window. */
export function layWindows(windows: Windows, allocator: Allocator): Laid {
  const only = windows.list.length === 1 ? windows.list[0] : undefined;
  if (only !== undefined && only.order === undefined) return { frame: promised(only.frame) };
  const sweep = new Sweep(windows.list, windows.instruments.length);
  const rows = countRows(sweep);
  checkRowCount(rows);
  // The codes that ordering one window made are already those of the result.
  const fill = new Fill(windows, rows, allocator, allocator.shared ? undefined : only);
  sweep.visit(fill);
  return { frame: fill.frame(), sweep, fill };
}

function promised(frame: Frame): Frame {
  const { data } = frame.toTransfer();
  return data.sorted === true && data.unique === true
    ? frame
    : Frame.fromParts({ ...data, sorted: true, unique: true });
}

/** Days of fewer rows are not worth a call each. */
const shortDay = 64;

function countRows(sweep: Sweep): number {
  let rows = 0;
  sweep.visit({
    run: (_window, from, to) => {
      rows += to - from;
    },
    day: (merged) => {
      rows += merged.count;
    },
  });
  return rows;
}

class Fill implements SweepVisitor {
  readonly #windows: Windows;
  readonly #times: Float64Array;
  readonly #timeCodes: Int32Array;
  readonly #instrumentCodes: Int32Array;
  readonly #columns: readonly Float64Array[];
  #at = 0;
  // The run that is told now and may go on: joining runs of one window makes few, long copies.
  #window = -1;
  #from = 0;
  #to = 0;

  constructor(windows: Windows, rows: number, allocator: Allocator, only: Window | undefined) {
    this.#windows = windows;
    this.#times = allocator.dictionary(windows.times);
    this.#columns = windows.columnNames.map(() => allocator.float64(rows));
    this.#timeCodes = only?.timeCodes ?? allocator.int32(rows);
    this.#instrumentCodes = only?.instrumentCodes ?? allocator.int32(rows);
  }

  run(window: number, from: number, to: number): void {
    if (window === this.#window && from === this.#to) {
      this.#to = to;
      return;
    }
    this.#flush();
    this.#window = window;
    this.#from = from;
    this.#to = to;
  }

  day(merged: DayMerge): void {
    this.#flush();
    this.#timeCodes.fill(merged.time, this.#at, this.#at + merged.count);
    for (let place = 0; place < merged.count; place++) {
      const code = merged.codeAt(place);
      const window = this.#windows.list[merged.windowOf(code)] as Window;
      const row = merged.rowOf(code);
      const source = window.order === undefined ? row : (window.order[row] as number);
      this.#instrumentCodes[this.#at] = code;
      for (let column = 0; column < this.#columns.length; column++) {
        (this.#columns[column] as Float64Array)[this.#at] = (window.columns[column] as Float64Array)[source] as number;
      }
      this.#at++;
    }
  }

  frame(): Frame {
    this.#flush();
    return Frame.fromParts({
      times: this.#times,
      timeCodes: this.#timeCodes,
      instruments: this.#windows.instruments,
      instrumentCodes: this.#instrumentCodes,
      columns: this.#windows.columnNames.map((name, place) => [name, this.#columns[place] as Float64Array] as const),
      sorted: true,
      unique: true,
    });
  }

  #flush(): void {
    const from = this.#from;
    const to = this.#to;
    if (to === from) return;
    const window = this.#windows.list[this.#window] as Window;
    const at = this.#at;
    copyDays(window.timeCodes, window.timeMap, from, to, this.#timeCodes, at);
    copyCodes(window.instrumentCodes, window.instrumentMap, from, to, this.#instrumentCodes, at);
    window.columns.forEach((values, column) => {
      copyValues(values, window.order, from, to, this.#columns[column] as Float64Array, at);
    });
    this.#at += to - from;
    this.#from = to;
    this.#window = -1;
  }
}

/** Rows of a day have one time code, so where days are long they are filled in rather than copied row by row. */
function copyDays(
  codes: Int32Array,
  map: Int32Array | undefined,
  from: number,
  to: number,
  target: Int32Array,
  at: number,
): void {
  const days = (codes[to - 1] as number) - (codes[from] as number) + 1;
  if (codes === target || to - from < shortDay * days) {
    copyCodes(codes, map, from, to, target, at);
    return;
  }
  for (let start = from; start < to; ) {
    const code = codes[start] as number;
    const end = lowerBound(codes, code + 1, start);
    target.fill(map === undefined ? code : (map[code] as number), at + start - from, at + Math.min(end, to) - from);
    start = end;
  }
}

function copyCodes(
  codes: Int32Array,
  map: Int32Array | undefined,
  from: number,
  to: number,
  target: Int32Array,
  at: number,
): void {
  if (map !== undefined) {
    for (let row = from; row < to; row++) target[at + row - from] = map[codes[row] as number] as number;
  } else if (codes !== target) target.set(codes.subarray(from, to), at);
}

function copyValues(
  values: Float64Array,
  order: Int32Array | undefined,
  from: number,
  to: number,
  target: Float64Array,
  at: number,
): void {
  if (order === undefined) target.set(values.subarray(from, to), at);
  else for (let place = from; place < to; place++) target[at + place - from] = values[order[place] as number] as number;
}
