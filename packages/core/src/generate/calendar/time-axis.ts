import { formatInstant } from '@windrow/frame';
import type { Times } from './ascending-times.js';
import { dayMs } from './regular-times.js';
import type { Side } from './span.js';

/** Ascending times with a binary search, and their texts, each made once since windows name the same steps over and over. */
export class TimeAxis {
  readonly times: Times;
  /** Whether every instant is a midnight of UTC, so that dates say all. */
  readonly ofDates: boolean;
  readonly #texts = new Map<number, string>();

  constructor(times: Times, ofDates: boolean = isOfDates(times)) {
    this.times = times;
    this.ofDates = ofDates;
  }

  /** The first `size` times. */
  upTo(size: number): TimeAxis {
    return new TimeAxis(this.times.slice(0, size), this.ofDates);
  }

  /** Where `ms` falls by side; −1 before the first time as an end, the length after the last as a start. */
  position(ms: number, side: Side): number {
    let low = 0;
    let high = this.times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const time = this.times[middle] as number;
      if (side === 'start' ? time < ms : time <= ms) low = middle + 1;
      else high = middle;
    }
    return side === 'start' ? low : low - 1;
  }

  /** The time at an index as text: a date where dates say all, else `2020-01-02T09:30:00Z`, with milliseconds only when there are any. */
  textAt(index: number): string {
    const known = this.#texts.get(index);
    if (known !== undefined) return known;
    const ms = this.times[index] as number;
    const iso = formatInstant(ms);
    const text = this.ofDates ? iso.slice(0, -14) : ms % 1000 === 0 ? `${iso.slice(0, -5)}Z` : iso;
    this.#texts.set(index, text);
    return text;
  }
}

function isOfDates(times: Times): boolean {
  for (const ms of times) if (ms % dayMs !== 0) return false;
  return true;
}
