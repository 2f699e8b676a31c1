import type { MetricPoint, SeriesQuery } from '@windrow/core';
import { SeriesThinner } from '@windrow/core';

const FIRST_CAPACITY = 16;

/** One metric of one recorder: columns by step, ascending, one point a step. A million points take 24 MB. */
export class MetricSeries {
  #steps = new Float64Array(FIRST_CAPACITY);
  #values = new Float64Array(FIRST_CAPACITY);
  #times = new Float64Array(FIRST_CAPACITY);
  #length = 0;

  constructor(readonly key: string) {}

  /** The value at the highest step. */
  get last(): number {
    return this.#values[this.#length - 1] as number;
  }

  /** Sets the point of a step; the last write wins. Amortised O(1) at the end. */
  set(point: MetricPoint): void {
    const at = this.#firstAtOrAbove(point.step);
    if (at === this.#length || this.#steps[at] !== point.step) this.#openGap(at);
    this.#steps[at] = point.step;
    this.#values[at] = point.value;
    this.#times[at] = point.time;
  }

  read({ fromStep, toStep, points }: SeriesQuery): readonly MetricPoint[] {
    const from = fromStep === undefined ? 0 : this.#firstAtOrAbove(fromStep);
    const to = toStep === undefined ? this.#length : this.#firstAtOrAbove(Math.floor(toStep) + 1);
    const count = Math.max(0, to - from);
    if (points === undefined) return Array.from({ length: count }, (_, i) => this.#pointAt(from + i));
    const thinner = new SeriesThinner(count, points);
    for (let i = 0; i < count; i += 1) thinner.add(this.#pointAt(from + i));
    return thinner.finish();
  }

  #pointAt(at: number): MetricPoint {
    const [step, value, time] = [this.#steps[at], this.#values[at], this.#times[at]] as [number, number, number];
    return { key: this.key, step, value, time };
  }

  #firstAtOrAbove(step: number): number {
    let low = 0;
    let high = this.#length;
    if (high === 0 || (this.#steps[high - 1] as number) < step) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#steps[middle] as number) < step) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #openGap(at: number): void {
    if (this.#length === this.#steps.length) {
      this.#steps = doubled(this.#steps);
      this.#values = doubled(this.#values);
      this.#times = doubled(this.#times);
    }
    if (at < this.#length) {
      for (const column of [this.#steps, this.#values, this.#times]) column.copyWithin(at + 1, at, this.#length);
    }
    this.#length += 1;
  }
}

function doubled(column: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(column.length * 2);
  larger.set(column);
  return larger;
}
