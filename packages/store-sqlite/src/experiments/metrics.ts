import type { MetricPoint } from '@windrow/core';
import { bindsWrongly } from '../driver/bindable.js';
import type { Connection } from '../driver/connection.js';

interface SeriesRow {
  readonly series: number;
  readonly last_step: number;
}

const LAST = 'SELECT key, last_value AS value FROM metric_series WHERE recorder = ? ORDER BY key';
const FIND = 'SELECT series, last_step FROM metric_series WHERE recorder = ? AND key = ?';
const BEGIN = 'INSERT INTO metric_series (recorder, key, last_step) VALUES (?, ?, ?) RETURNING series, last_step';
const SET = 'INSERT OR REPLACE INTO metric_points (series, step, value, time) VALUES (?, ?, ?, ?)';
/** For numbers that a driver would bind as zero: see `bindsWrongly`. */
const SET_NEGATED = 'INSERT OR REPLACE INTO metric_points (series, step, value, time) VALUES (?, ?, -?, ?)';
const SET_MINUS_ZERO = 'INSERT OR REPLACE INTO metric_points (series, step, value, time) VALUES (?, ?, -0.0, ?)';
const KEEP_LAST = `UPDATE metric_series SET last_step = ?2,
  last_value = (SELECT value FROM metric_points WHERE series = ?1 AND step = ?2) WHERE series = ?1`;

/** The last value of each metric: the one with the highest step. */
export function lastMetrics(connection: Connection, recorder: number): Readonly<Record<string, number>> {
  const rows = connection.prepare<{ key: string; value: number | null }>(LAST).all(recorder);
  return Object.fromEntries(rows.map(({ key, value }) => [key, metricValue(value)]));
}

/** Stores a batch of points; of two for one step the later wins. */
export function writePoints(connection: Connection, recorder: number, points: readonly MetricPoint[]): void {
  const lasts = new Map<string, { readonly series: number; lastStep: number }>();
  const set = connection.prepare(SET);
  for (const { key, step, value, time } of points) {
    let last = lasts.get(key);
    if (last === undefined) {
      const { series, last_step } = seriesOf(connection, recorder, key, step);
      last = { series, lastStep: last_step };
      lasts.set(key, last);
    }
    if (Object.is(value, -0)) connection.prepare(SET_MINUS_ZERO).run(last.series, step, time);
    else if (bindsWrongly(value)) connection.prepare(SET_NEGATED).run(last.series, step, -value, time);
    else set.run(last.series, step, Number.isNaN(value) ? null : value, time);
    last.lastStep = Math.max(last.lastStep, step);
  }
  for (const { series, lastStep } of lasts.values()) connection.prepare(KEEP_LAST).run(series, lastStep);
}

export function findSeries(connection: Connection, recorder: number, key: string): number | undefined {
  return connection.prepare<SeriesRow>(FIND).get(recorder, key)?.series;
}

/** NaN is NULL in the file. */
export function metricValue(stored: number | null): number {
  return stored ?? Number.NaN;
}

function seriesOf(connection: Connection, recorder: number, key: string, step: number): SeriesRow {
  const row =
    connection.prepare<SeriesRow>(FIND).get(recorder, key) ??
    connection.prepare<SeriesRow>(BEGIN).get(recorder, key, step);
  if (row === undefined) throw new TypeError('A series was neither found nor begun.');
  return row;
}
