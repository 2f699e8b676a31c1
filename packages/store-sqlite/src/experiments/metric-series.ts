import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MetricPoint, SeriesQuery } from '@windrow/core';
import type { Connection } from '../driver/connection.js';
import { metricValue } from './metrics.js';

interface PointRow {
  readonly step: number;
  readonly value: number | null;
  readonly time: number;
}

interface Range {
  readonly series: number;
  readonly from: number;
  readonly to: number;
}

/** Points read, or looked at, between two turns of the event loop. */
const WINDOW = 20_000;

const COUNT = 'SELECT count(*) AS n FROM metric_points WHERE series = ? AND step >= ? AND step <= ?';
const FIRST =
  'SELECT step, value, time FROM metric_points WHERE series = ? AND step >= ? AND step <= ? ORDER BY step LIMIT ?';
const NTH =
  'SELECT step FROM metric_points WHERE series = ? AND step >= ? AND step <= ? ORDER BY step LIMIT 1 OFFSET ?';
/** SQLite gives the other columns of the row in which it found the minimum. NULL, which is NaN, is no minimum. */
const LEAST = 'SELECT step, min(value) AS value, time FROM metric_points WHERE series = ? AND step >= ? AND step <= ?';
const MOST = 'SELECT step, max(value) AS value, time FROM metric_points WHERE series = ? AND step >= ? AND step <= ?';
const POINT = 'SELECT step, value, time FROM metric_points WHERE series = ? AND step = ?';

/** The points of a series by step, all of a range or thinned as `thinSeries` of the core does it, but inside the database. */
export async function readSeries(
  connection: Connection,
  series: number,
  key: string,
  { fromStep, toStep, points }: SeriesQuery,
): Promise<readonly MetricPoint[]> {
  const range = { series, from: fromStep ?? -Number.MAX_VALUE, to: toStep ?? Number.MAX_VALUE };
  const count = connection.prepare<{ n: number }>(COUNT).get(series, range.from, range.to)?.n ?? 0;
  const rows =
    points === undefined || count <= points ? readAll(connection, range) : thin(connection, range, count, points);
  const found: MetricPoint[] = [];
  for await (const { step, value, time } of rows) found.push({ key, step, value: metricValue(value), time });
  return found;
}

async function* readAll(connection: Connection, { series, from, to }: Range): AsyncGenerator<PointRow, void> {
  const first = connection.prepare<PointRow>(FIRST);
  for (let next = from; ; ) {
    const rows = first.all(series, next, to, WINDOW);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < WINDOW) return;
    next = last.step + 1;
    await nextTurn();
  }
}

/** Runs of neighbouring points, of equal length; of each the minimum, the maximum and the last. */
async function* thin(
  connection: Connection,
  { series, from, to }: Range,
  count: number,
  buckets: number,
): AsyncGenerator<PointRow, void> {
  const nth = connection.prepare<{ step: number }>(NTH);
  let seen = 0;
  for (let bucket = 0, start = from; bucket < buckets; bucket += 1) {
    const size = Math.floor(((bucket + 1) * count) / buckets) - Math.floor((bucket * count) / buckets);
    const last = nth.get(series, start, to, size - 1)?.step;
    if (last === undefined) return;
    yield* extremes(connection, { series, from: start, to: last });
    start = last + 1;
    seen += size;
    if (seen < WINDOW) continue;
    seen = 0;
    await nextTurn();
  }
}

function extremes(connection: Connection, { series, from, to }: Range): readonly PointRow[] {
  const last = connection.prepare<PointRow>(POINT).get(series, to);
  const found = new Map<number, PointRow>();
  for (const sql of [LEAST, MOST]) {
    const row = connection.prepare<PointRow>(sql).get(series, from, to);
    // Of equal ones the last is kept, which is there anyway.
    if (row?.value !== null && row !== undefined && row.value !== last?.value) found.set(row.step, row);
  }
  if (last !== undefined) found.set(last.step, last);
  return [...found.values()].sort((a, b) => a.step - b.step);
}
