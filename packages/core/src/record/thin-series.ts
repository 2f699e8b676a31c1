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
  const kept: MetricPoint[] = [];
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const start = Math.floor((bucket * points.length) / buckets);
    const end = Math.floor(((bucket + 1) * points.length) / buckets);
    for (const at of extremes(points, start, end)) kept.push(points[at] as MetricPoint);
  }
  return kept;
}

/** Places of the minimum, the maximum and the last of a run, ascending, each once. */
function extremes(points: readonly MetricPoint[], start: number, end: number): Iterable<number> {
  const last = end - 1;
  let least = last;
  let most = last;
  for (let at = start; at < end; at += 1) {
    const value = valueAt(points, at);
    if (Number.isNaN(valueAt(points, least)) || value < valueAt(points, least)) least = at;
    if (Number.isNaN(valueAt(points, most)) || value > valueAt(points, most)) most = at;
  }
  return new Set([least, most, last].sort((a, b) => a - b));
}

function valueAt(points: readonly MetricPoint[], at: number): number {
  return (points[at] as MetricPoint).value;
}
