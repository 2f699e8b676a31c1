import { InvalidArgumentError, type MetricPoint, type SeriesQuery, thinSeries } from '@windrow/core';
import { pages } from '../connection/pages.js';
import { historyReply, nothingReply } from '../connection/replies.js';
import type { Runs } from '../connection/runs.js';
import { keyToText } from '../text/key-text.js';
import { metricJson, metricValue } from './metric-value.js';

/** What MLflow takes in one write, and what it gives in one page without trouble. */
const WRITE = 1_000;
const PAGE = 25_000;
const MAX_KEY_CHARACTERS = 250;

/** @throws InvalidArgumentError for what MLflow does not take */
export function checkPoints(points: readonly MetricPoint[]): void {
  for (const { key, step, value, time } of points) {
    if (key === '') throw new InvalidArgumentError('logMetrics.key', 'must not be empty.');
    if (keyToText(key).length > MAX_KEY_CHARACTERS) {
      throw new InvalidArgumentError('logMetrics.key', `${key.slice(0, 50)}… is longer than MLflow takes.`);
    }
    if (!Number.isSafeInteger(step))
      throw new InvalidArgumentError(`logMetrics.step of ${key}`, 'must be a whole number.');
    if (typeof value !== 'number') throw new InvalidArgumentError(`logMetrics.value of ${key}`, 'must be a number.');
    if (!Number.isSafeInteger(time) || time < 0) {
      throw new InvalidArgumentError(
        `logMetrics.time of ${key}`,
        'must be whole milliseconds from 0, as MLflow wants it.',
      );
    }
  }
}

/** MLflow appends; of what one call says twice, only the last goes out. A write repeated after a lost reply changes nothing. */
export async function writePoints(runs: Runs, runId: string, points: readonly MetricPoint[]): Promise<void> {
  const last = new Map(points.map((point) => [`${point.step} ${point.key}`, point]));
  const metrics = [...last.values()].map(({ key, step, value, time }) => ({
    key: keyToText(key),
    step,
    value: metricJson(value),
    timestamp: time,
  }));
  for (let at = 0; at < metrics.length; at += WRITE) {
    const batch = { run_id: runId, metrics: metrics.slice(at, at + WRITE) };
    await runs.connection.post('runs/log-batch', nothingReply, batch);
  }
}

/** By step; of several points of a step the one that MLflow calls the latest: by time, then value. */
export async function readSeries(
  runs: Runs,
  runId: string,
  key: string,
  { fromStep = Number.NEGATIVE_INFINITY, toStep = Number.POSITIVE_INFINITY, points }: SeriesQuery,
): Promise<readonly MetricPoint[]> {
  if (points !== undefined && !(Number.isSafeInteger(points) && points >= 1)) {
    throw new InvalidArgumentError('metricSeries.points', `must be a whole number from 1, but is ${String(points)}.`);
  }
  const query = { run_id: runId, metric_key: keyToText(key), max_results: PAGE };
  const history = pages(
    'metrics/get-history',
    (token) =>
      runs.connection.get(
        'metrics/get-history',
        historyReply,
        token === undefined ? query : { ...query, page_token: token },
      ),
    ({ metrics }) => metrics,
  );
  const series: MetricPoint[] = [];
  let inOrder = true;
  for await (const { step, value, timestamp } of history) {
    if (step < fromStep || step > toStep) continue;
    inOrder &&= step > (series.at(-1)?.step ?? Number.NEGATIVE_INFINITY);
    series.push({ key, step, value: metricValue(value), time: timestamp });
  }
  const exact = inOrder ? series : latestOfEachStep(series);
  return points === undefined ? exact : thinSeries(exact, points);
}

function latestOfEachStep(series: readonly MetricPoint[]): readonly MetricPoint[] {
  const order = (value: number): number => (Number.isNaN(value) ? 0 : value);
  const sorted = series.toSorted((a, b) => a.step - b.step || a.time - b.time || order(a.value) - order(b.value));
  return sorted.filter(({ step }, i) => sorted[i + 1]?.step !== step);
}
