import type { ArtifactInfo, MetricPoint, Recorder, RecorderInfo } from '@windrow/core';
import { UsageError } from '../../cli-errors.js';
import { cleanLine } from '../../output/clean-text.js';
import { coloursOf } from '../../output/colours.js';
import { bytesText, numberText, timeText } from '../../output/human-text.js';
import { sparkline } from '../../output/sparkline.js';
import { outputWidth, table } from '../../output/table.js';
import { flatLeaves, leafText } from './flat-leaves.js';

/** Columns of a sparkline, and about as many buckets of each series. */
const SPARK_COLUMNS = 40;

/** All of a recorder that is shown. */
export interface RecorderReading {
  readonly recorder: RecorderInfo;
  readonly artifacts: readonly Pick<ArtifactInfo, 'name' | 'size' | 'sha256'>[];
  /** Thinned, by metric: the asked one alone, or every one where they are drawn. */
  readonly series: Readonly<Record<string, readonly MetricPoint[]>>;
}

/** @throws UsageError for a metric that it does not have */
export async function readRecorder(
  recorder: Recorder,
  options: { readonly metric?: string; readonly points: number; readonly json?: boolean },
): Promise<RecorderReading> {
  const { metric, points } = options;
  const info = await recorder.info();
  if (metric !== undefined && !Object.hasOwn(info.metrics, metric)) {
    const known = Object.keys(info.metrics).sort().join(' ');
    throw new UsageError(`Recorder ${info.id} has no metric ${metric}; it has ${known || 'none'}.`);
  }
  const drawn = options.json !== true && process.stdout.isTTY ? Object.keys(info.metrics) : [];
  const series: [string, readonly MetricPoint[]][] = [];
  for (const key of metric === undefined ? drawn : [metric]) {
    series.push([key, await recorder.metricSeries(key, { points: metric === undefined ? SPARK_COLUMNS : points })]);
  }
  const artifacts = await recorder.listArtifacts();
  return {
    recorder: info,
    artifacts: artifacts.map(({ name, size, sha256 }) => ({ name, size, sha256 })),
    series: Object.fromEntries(series),
  };
}

export function describeRecorder({ recorder, artifacts, series }: RecorderReading): string {
  const { id, name, status, createdAt, startedAt, endedAt, task, unflushed } = recorder;
  const facts: (readonly [string, string])[] = [
    ['recorder', id],
    ['name', name],
    ['status', status],
    ['created', timeText(createdAt)],
    ...(startedAt === undefined ? [] : [['started', timeText(startedAt)] as const]),
    ...(endedAt === undefined ? [] : [['ended', timeText(endedAt)] as const]),
    ...(task === undefined ? [] : [['task', `${task.pool} ${task.taskId} fence ${task.fence}`] as const]),
    ...unflushed.map((missing) => ['unflushed', missing] as const),
  ];
  const sections = [
    table(['field', 'value'], facts),
    ...section(['param', 'value'], leafRows(recorder.params)),
    ...section(
      ['metric', 'last', ''],
      Object.entries(recorder.metrics).map(([key, value]) => [key, numberText(value), spark(series[key])]),
    ),
    ...section(['tag', 'value'], leafRows(recorder.tags)),
    ...section(
      ['artifact', 'size', 'sha256'],
      artifacts.map((artifact) => [artifact.name, bytesText(artifact.size), artifact.sha256.slice(0, 12)]),
    ),
    ...section(['environment', 'value'], leafRows(recorder.environment)),
  ];
  return [...sections, ...Object.entries(series).flatMap(([key, points]) => pointTable(key, points))].join('\n\n');
}

function section(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return rows.length === 0 ? [] : [table(head, rows)];
}

function leafRows(value: Readonly<Record<string, unknown>>): readonly (readonly [string, string])[] {
  return [...flatLeaves(value)].map(([path, leaf]) => [path, leafText(leaf)]);
}

function spark(points: readonly MetricPoint[] | undefined): string {
  if (points === undefined || points.length < 2 || !process.stdout.isTTY) return '';
  const width = Math.max(8, Math.min(SPARK_COLUMNS, outputWidth() - 40));
  return sparkline(
    points.map(({ value }) => value),
    width,
  );
}

/** On a terminal the series is drawn; as a table it is for a pipe. */
function pointTable(key: string, points: readonly MetricPoint[]): readonly string[] {
  if (process.stdout.isTTY) return [];
  const rows = points.map(({ step, value, time }) => [step, numberText(value), timeText(time)]);
  return [`${coloursOf(process.stdout).bold(cleanLine(key))}\n${table(['step', 'value', 'time'], rows)}`];
}
