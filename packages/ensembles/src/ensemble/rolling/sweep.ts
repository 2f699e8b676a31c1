import { lowerBound } from '../keys/search.js';
import { DayMerge } from './day-merge.js';
import type { Window } from './windows.js';

/** What a sweep tells, in ascending order of the keys. */
export interface SweepVisitor {
  /** The rows `from` to `to` (exclusive) of one window come next, as they are. */
  run(window: number, from: number, to: number): void;
  /** The rows of one day come next, from several windows: `merged` holds them. */
  day(merged: DayMerge): void;
}

/**
 * Goes through all windows once by time. Where one window is alone, up to the next window's start, its rows are told in one run; where
 * windows overlap, day by day: the day of the latest window when that has all rows of the others, else the rows merged, the latest
 * window's row winning.
 */
export class Sweep {
  readonly #windows: readonly Window[];
  readonly #merge: DayMerge;
  readonly #bounds: Int32Array;

  constructor(windows: readonly Window[], instruments: number) {
    this.#windows = windows;
    this.#merge = new DayMerge(windows, instruments);
    const bounds = new Set<number>();
    for (const { timeCodes, timeMap } of windows) {
      bounds.add(united(timeMap, timeCodes[0] as number));
      bounds.add(united(timeMap, timeCodes[timeCodes.length - 1] as number) + 1);
    }
    this.#bounds = Int32Array.from(bounds).sort();
  }

  visit(visitor: SweepVisitor): void {
    const windows = this.#windows;
    const cursors = new Int32Array(windows.length);
    let active: number[] = [];
    let started = 0;
    for (let stretch = 0; stretch + 1 < this.#bounds.length; stretch++) {
      const from = this.#bounds[stretch] as number;
      const until = this.#bounds[stretch + 1] as number;
      while (started < windows.length && firstTime(windows[started] as Window) === from) active.push(started++);
      active = active.filter((window) => (cursors[window] as number) < (windows[window] as Window).timeCodes.length);
      if (active.length === 1) this.#runUntil(until, active[0] as number, cursors, visitor);
      else if (active.length > 1) this.#daysUntil(from, until, active, cursors, visitor);
    }
  }

  #runUntil(until: number, window: number, cursors: Int32Array, visitor: SweepVisitor): void {
    const { timeCodes, timeMap } = this.#windows[window] as Window;
    const from = cursors[window] as number;
    const to = lowerBound(timeCodes, ownCode(timeMap, until), from);
    cursors[window] = to;
    if (to > from) visitor.run(window, from, to);
  }

  #daysUntil(from: number, until: number, active: readonly number[], cursors: Int32Array, visitor: SweepVisitor): void {
    const merge = this.#merge;
    for (let day = from; day < until; day++) {
      merge.clear();
      for (const window of active) {
        const { timeCodes, timeMap } = this.#windows[window] as Window;
        const start = cursors[window] as number;
        if (start === timeCodes.length) continue;
        const code = timeCodes[start] as number;
        if (united(timeMap, code) !== day) continue;
        const end = lowerBound(timeCodes, code + 1, start);
        cursors[window] = end;
        merge.add(window, start, end);
      }
      const winner = merge.winner();
      if (winner !== undefined) visitor.run(winner.window, winner.from, winner.to);
      else if (merge.size > 0) visitor.day(merge.unite(day));
    }
  }
}

function firstTime({ timeCodes, timeMap }: Window): number {
  return united(timeMap, timeCodes[0] as number);
}

function united(map: Int32Array | undefined, code: number): number {
  return map === undefined ? code : (map[code] as number);
}

/** The first of a dictionary's own codes that is at least `code` in the united one. */
function ownCode(map: Int32Array | undefined, code: number): number {
  return map === undefined ? code : lowerBound(map, code, 0);
}
