import type { MetricPoint } from '../store/experiment-store.js';

/**
 * A series cut to `buckets` runs of neighbouring points, of which each keeps its minimum, its maximum and its last point: at most
 * three times `buckets` points, and no spike is lost. NaN is neither minimum nor maximum. A series that is short enough comes
 * back whole.
 *
 * @param points by step, ascending
 * @param buckets a whole number, at least 1
 */
export function thinSeries(points: readonly MetricPoint[], buckets: number): readonly MetricPoint[] {
  if (points.length <= buckets) return points;
  const thinner = new SeriesThinner(points.length, buckets);
  for (const point of points) thinner.add(point);
  return thinner.finish();
}

/** What {@link thinSeries} does with points that come one after another: only those that are kept stay in memory. */
export class SeriesThinner {
  readonly #count: number;
  readonly #buckets: number;
  readonly #kept: MetricPoint[] = [];
  #seen = 0;
  #bucket = 0;
  #least: MetricPoint | undefined;
  #most: MetricPoint | undefined;
  #last: MetricPoint | undefined;

  /**
   * @param count how many points will come; what comes on top of that belongs to the last bucket
   * @param buckets a whole number, at least 1
   */
  constructor(count: number, buckets: number) {
    this.#count = count;
    this.#buckets = Math.min(buckets, count);
  }

  /** Takes the point with the next higher step. */
  add(point: MetricPoint): void {
    const ended = Math.floor(((this.#bucket + 1) * this.#count) / this.#buckets);
    if (this.#seen === ended && this.#bucket < this.#buckets - 1) this.#close();
    this.#seen += 1;
    this.#last = point;
    const { value } = point;
    if (Number.isNaN(value)) return;
    if (this.#least === undefined || value < this.#least.value) this.#least = point;
    if (this.#most === undefined || value > this.#most.value) this.#most = point;
  }

  /** What was kept of all points. */
  finish(): readonly MetricPoint[] {
    this.#close();
    return this.#kept;
  }

  #close(): void {
    const last = this.#last;
    if (last === undefined) return;
    // Of equal values the last point is kept, which is there anyway.
    const extremes = [this.#least, this.#most].flatMap((point) =>
      point === undefined || point.value === last.value ? [] : [point],
    );
    this.#kept.push(...[...new Set(extremes)].sort((a, b) => a.step - b.step), last);
    this.#bucket += 1;
    this.#least = undefined;
    this.#most = undefined;
    this.#last = undefined;
  }
}
