import {
  InvalidArgumentError,
  type MetricPoint,
  RecorderFencedError,
  RecorderNotFoundError,
  type SeriesQuery,
  SeriesThinner,
} from '@windrow/core';
import type { RedisConnection } from '../connection/redis-connection.js';
import { requireInteger } from '../require-number.js';
import type { ExperimentKeys } from './experiment-keys.js';
import { blockOf, groupPoints, packPoints, unpackPoints } from './points.js';
import { SCRIPTS } from './scripts.js';
import { countPoints, MOST_BLOCKS, readBlocks } from './series-blocks.js';

/** @throws InvalidArgumentError, RecorderNotFoundError, RecorderFencedError */
export async function logPoints(
  connection: RedisConnection,
  keys: ExperimentKeys,
  id: string,
  points: readonly MetricPoint[],
  fence: number | undefined,
): Promise<void> {
  for (const { key, step } of points) {
    if (key === '') throw new InvalidArgumentError('logMetrics.key', 'must not be empty.');
    requireInteger(`logMetrics.step of ${key}`, step, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  }
  const groups = groupPoints(points);
  // At least once, so that a write of nothing still is refused where it must be.
  for (let from = 0; from === 0 || from < groups.length; from += MOST_BLOCKS) {
    const part = groups.slice(from, from + MOST_BLOCKS);
    const [answer, stored] = (await connection.run(
      'logMetrics',
      SCRIPTS.logMetrics,
      [keys.recorder(id), keys.metrics(id), ...part.map(({ key }) => keys.series(id, key))],
      [fence ?? '', ...part.flatMap((group) => [group.key, group.block, packPoints(group.points)])],
    )) as readonly string[];
    if (answer === 'missing') throw new RecorderNotFoundError(id);
    if (answer === 'fenced') throw new RecorderFencedError(id, fence ?? 0, Number(stored));
  }
}

/** By step, ascending. @throws InvalidArgumentError, RecorderNotFoundError */
export async function readSeries(
  connection: RedisConnection,
  keys: ExperimentKeys,
  id: string,
  key: string,
  query: SeriesQuery,
): Promise<readonly MetricPoint[]> {
  if (query.points !== undefined) requireInteger('metricSeries.points', query.points, 1, Number.MAX_SAFE_INTEGER);
  const { fromStep = Number.NEGATIVE_INFINITY, toStep = Number.POSITIVE_INFINITY } = query;
  const exists = await connection.command('metricSeries', 'EXISTS', keys.recorder(id));
  if (exists !== 1) throw new RecorderNotFoundError(id);
  const series = keys.series(id, key);
  const blocks = ((await connection.command('metricSeries', 'HKEYS', series)) as readonly string[])
    .map(Number)
    .filter((block) => block >= blockOf(fromStep) && block <= blockOf(toStep))
    .sort((a, b) => a - b);
  const all: MetricPoint[] = [];
  const thinner =
    query.points === undefined
      ? undefined
      : new SeriesThinner(await countPoints(connection, series, blocks, fromStep, toStep), query.points);
  for (let from = 0; from < blocks.length; from += MOST_BLOCKS) {
    for (const bytes of await readBlocks(connection, series, blocks.slice(from, from + MOST_BLOCKS))) {
      for (const point of unpackPoints(key, bytes)) {
        if (point.step < fromStep || point.step > toStep) continue;
        if (thinner === undefined) all.push(point);
        else thinner.add(point);
      }
    }
  }
  return thinner?.finish() ?? all;
}
