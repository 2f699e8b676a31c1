import { relative } from 'node:path';
import type { Key, TaskDefinition } from '@windrow/core';
import type { FailedTask } from '@windrow/trainer';
import type { ScoreRow } from '../../../run/ensemble-objects.js';
import type { WorkflowPlan } from '../../../run/plan-workflow.js';
import type { WorkflowResult } from '../../../run/run-workflow.js';
import { table } from '../../output/table.js';

/** The tables and sentences at the end of a run. */
export function reportText(result: WorkflowResult, store: string, seconds: number): string {
  const { plan, scores, files, reused, otherVersion, failed } = result;
  if (failed.length > 0) return failureText(plan, failed);
  const again =
    reused === 0
      ? ''
      : `, ${reused} of them done before${otherVersion === 0 ? '' : ` (${otherVersion} by other code)`}`;
  return [
    ...(scores.length > 0 ? [scoreTable(scores), ''] : metricLines(result)),
    `${count(plan.tasks.length, 'task')}${again}; ${seconds.toFixed(1)} s.`,
    `Recorders: experiment ${plan.experiment}, pool ${plan.pool}, store ${store}.`,
    ...files.map((file) => `Wrote ${nearPath(file)}`),
  ].join('\n');
}

/** What a dry run shows. */
export function planText({ tasks, models, pool, experiment, picture, key }: WorkflowPlan): string {
  const head = `${count(tasks.length, 'task')} for pool ${pool}, experiment ${experiment}. Nothing was stored.`;
  const several =
    models.length > 1 ? [`${models.length} models:`, modelTable(models, key.names, (model) => key.of(model))] : [];
  const windows =
    picture === undefined ? [] : [models.length > 1 ? 'Windows of the first model:' : 'Windows:', picture];
  return [head, ...several, ...windows].join('\n');
}

function failureText(plan: WorkflowPlan, failed: readonly FailedTask[]): string {
  const names = [...plan.key.names, ...(plan.rolls ? ['window'] : [])];
  const rows = failed.map(({ index, taskId, status, error }) => [
    taskId ?? String(index),
    ...plan.keyOf(plan.tasks[index] as TaskDefinition).map(keyText),
    status,
    error === undefined ? '' : `${error.name}: ${error.message}`,
  ]);
  const [first] = failed;
  return [
    table(['task', ...names, 'status', 'why'], rows),
    '',
    `${failed.length} of ${count(plan.tasks.length, 'task')} did not train, so nothing was collected.`,
    `More: windrow pool show ${plan.pool} ${first?.taskId ?? 'ID'}. When the cause is mended, run the same command with --retry-failed.`,
  ].join('\n');
}

function scoreTable(scores: readonly ScoreRow[]): string {
  const names = [...new Set(scores.flatMap(({ names = [] }) => names))];
  const metrics = Object.keys(scores[0]?.metrics ?? {});
  const rows = scores.map(({ step, key, names: own, rows: count, metrics: values }) => [
    own === undefined ? `${step} ${key.map(keyText).join(' ')}`.trim() : step,
    ...names.map((name) => (own?.includes(name) === true ? keyText(key[own.indexOf(name)] as Key) : '·')),
    count,
    ...Object.values(values).map(metricText),
  ]);
  return table(['forecast', ...names, 'rows', ...metrics.map((name) => name.padStart(8))], rows);
}

function metricLines({ metrics }: WorkflowResult): readonly string[] {
  if (metrics === undefined || metrics.size === 0) return [];
  const names = [...new Set([...metrics.values()].flatMap((values) => Object.keys(values)))];
  if (names.length === 0) return [];
  const rows = metrics
    .sorted()
    .map(([key, values]) => [keyText(key), ...names.map((name) => metricText(values[name] ?? Number.NaN))]);
  return [table(['task', ...names.map((name) => name.padStart(8))], rows), ''];
}

function modelTable(
  models: readonly TaskDefinition[],
  names: readonly string[],
  of: (model: TaskDefinition) => readonly Key[],
): string {
  const shown = models.slice(0, 40);
  const text = table(
    names,
    shown.map((model) => of(model).map(keyText)),
  );
  return shown.length === models.length ? text : `${text}\n… ${models.length - shown.length} more`;
}

function metricText(value: number): string {
  return (Number.isNaN(value) ? '–' : value.toFixed(4)).padStart(8);
}

function keyText(key: Key): string {
  return Array.isArray(key) ? (key as readonly Key[]).map(keyText).join(' ') : String(key);
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/** From the working directory, where it lies below. */
function nearPath(path: string): string {
  const near = relative('', path);
  return near.startsWith('..') ? path : near;
}
