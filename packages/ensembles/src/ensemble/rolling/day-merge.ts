import type { Window } from './windows.js';

interface DayRange {
  readonly window: number;
  readonly from: number;
  readonly to: number;
}

/** The rows of one day from several windows, added from the earliest window to the latest. Used again for each day. */
export class DayMerge {
  readonly #windows: readonly Window[];
  readonly #instruments: number;
  #ranges: DayRange[] = [];
  // Per instrument: the call of unite that set it last, and the window and row that it has on that day.
  #setOn: Int32Array | undefined;
  #window = new Int32Array(0);
  #row = new Int32Array(0);
  /** The united instrument codes of the day, ascending; the first {@link count} of them. */
  #codes = new Int32Array(0);
  #count = 0;
  #time = 0;
  // Counts calls of unite, so that nothing has to be erased between days.
  #serial = 0;

  constructor(windows: readonly Window[], instruments: number) {
    this.#windows = windows;
    this.#instruments = instruments;
  }

  clear(): void {
    this.#ranges = [];
  }

  add(window: number, from: number, to: number): void {
    this.#ranges.push({ window, from, to });
  }

  /** How many windows have rows on the day. */
  get size(): number {
    return this.#ranges.length;
  }

  get time(): number {
    return this.#time;
  }

  get count(): number {
    return this.#count;
  }

  codeAt(place: number): number {
    return this.#codes[place] as number;
  }

  windowOf(code: number): number {
    return this.#window[code] as number;
  }

  rowOf(code: number): number {
    return this.#row[code] as number;
  }

  /** The latest window's rows when they are all there is: every instrument of the others is among them. */
  winner(): DayRange | undefined {
    const latest = this.#ranges[this.#ranges.length - 1];
    if (latest === undefined) return undefined;
    for (let place = this.#ranges.length - 2; place >= 0; place--) {
      if (!this.#covers(latest, this.#ranges[place] as DayRange)) return undefined;
    }
    return latest;
  }

  #covers(latest: DayRange, other: DayRange): boolean {
    if (other.to - other.from > latest.to - latest.from) return false;
    const a = this.#windows[latest.window] as Window;
    const b = this.#windows[other.window] as Window;
    if (a.instrumentMap !== b.instrumentMap) return coversMapped(a, latest, b, other);
    return coversPlain(a.instrumentCodes, latest, b.instrumentCodes, other);
  }

  /** Puts the rows of all windows together, a later window's row in place of an earlier one's. */
  unite(time: number): this {
    this.#setOn ??= this.#allocate();
    const setOn = this.#setOn;
    const serial = ++this.#serial;
    const [codes, windows, rows] = [this.#codes, this.#window, this.#row];
    let count = 0;
    let lowest = this.#instruments;
    let highest = -1;
    for (const { window, from, to } of this.#ranges) {
      const { instrumentMap, instrumentCodes } = this.#windows[window] as Window;
      for (let row = from; row < to; row++) {
        const code = united(instrumentMap, instrumentCodes[row] as number);
        if (setOn[code] !== serial) {
          setOn[code] = serial;
          codes[count++] = code;
        }
        windows[code] = window;
        rows[code] = row;
      }
      lowest = Math.min(lowest, united(instrumentMap, instrumentCodes[from] as number));
      highest = Math.max(highest, united(instrumentMap, instrumentCodes[to - 1] as number));
    }
    this.#time = time;
    this.#count = count;
    this.#sortCodes(lowest, highest);
    return this;
  }

  #sortCodes(lowest: number, highest: number): void {
    const scanIsCheaper = highest - lowest < 16 * this.#count;
    if (!scanIsCheaper) {
      this.#codes.subarray(0, this.#count).sort();
      return;
    }
    const [codes, setOn, serial] = [this.#codes, this.#setOn as Int32Array, this.#serial];
    let place = 0;
    for (let code = lowest; code <= highest; code++) if (setOn[code] === serial) codes[place++] = code;
  }

  #allocate(): Int32Array {
    this.#window = new Int32Array(this.#instruments);
    this.#row = new Int32Array(this.#instruments);
    this.#codes = new Int32Array(this.#instruments);
    return new Int32Array(this.#instruments);
  }
}

function united(map: Int32Array | undefined, code: number): number {
  return map === undefined ? code : (map[code] as number);
}

/** Whether all of the other's instruments are among the latest's, where both have the same codes. */
function coversPlain(latestCodes: Int32Array, latest: DayRange, otherCodes: Int32Array, other: DayRange): boolean {
  const end = latest.to;
  const otherEnd = other.to;
  let at = latest.from;
  for (let row = other.from; row < otherEnd; row++, at++) {
    const code = otherCodes[row] as number;
    while (at < end && (latestCodes[at] as number) < code) at++;
    if (at === end || latestCodes[at] !== code) return false;
  }
  return true;
}

function coversMapped(a: Window, latest: DayRange, b: Window, other: DayRange): boolean {
  const [mapA, codesA, mapB, codesB] = [a.instrumentMap, a.instrumentCodes, b.instrumentMap, b.instrumentCodes];
  const end = latest.to;
  const otherEnd = other.to;
  let at = latest.from;
  for (let row = other.from; row < otherEnd; row++, at++) {
    const code = united(mapB, codesB[row] as number);
    while (at < end && united(mapA, codesA[at] as number) < code) at++;
    if (at === end || united(mapA, codesA[at] as number) !== code) return false;
  }
  return true;
}
