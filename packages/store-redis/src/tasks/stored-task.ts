import {
  ATTEMPT_OUTCOMES,
  type AttemptError,
  type AttemptHistory,
  type AttemptOutcome,
  type AttemptRecord,
  type JsonValue,
  type Origin,
  type StoredTask,
  type Tags,
  type TaskField,
  type TaskStatus,
} from '@windrow/core';
import { unpackResult } from './stored-result.js';
import { unpackSettings } from './task-settings.js';

/** The fields of a task that every reader gets. */
const PLAIN = [
  'key',
  'status',
  'priority',
  'seq',
  'route',
  'tags',
  'attempts',
  'maxAttempts',
  'settings',
  'fence',
  'origin',
  'workerId',
  'leaseUntil',
  'cancelRequested',
  'createdAt',
  'availableAt',
  'startedAt',
  'endedAt',
  'codeVersion',
  'error',
] as const;

/** Those whose name in the stored record is another. */
const STORED_NAMES: ReadonlyMap<string, string> = new Map([
  ['workerId', 'worker'],
  ['createdAt', 'created'],
  ['availableAt', 'due'],
  ['startedAt', 'started'],
  ['endedAt', 'ended'],
  ['cancelRequested', 'cancel'],
]);

type Values = ReadonlyMap<string, Buffer>;
type Draft = { -readonly [K in keyof StoredTask]: StoredTask[K] };

/** The names of the fields to read for what a caller asked for. */
export function namesOf(fields: readonly TaskField[]): readonly string[] {
  const large = fields.flatMap((field) => (field === 'history' ? ['history', 'totals'] : [field]));
  return [...PLAIN, ...new Set(large)];
}

/** What the stored record calls a field. */
export function storedName(field: string): string {
  return STORED_NAMES.get(field) ?? field;
}

/** The values by name; absent ones are left out. */
export function valuesOf(names: readonly string[], row: readonly (Buffer | null)[]): Values {
  const values = new Map<string, Buffer>();
  names.forEach((name, i) => {
    const value = row[i];
    if (value !== null && value !== undefined) values.set(name, value);
  });
  return values;
}

/** A task as readers see it; `undefined` when it is not there. */
export function storedTask(id: string, values: Values, fields: readonly TaskField[]): StoredTask | undefined {
  const text = (name: string): string | undefined => values.get(name)?.toString();
  const number = (name: string): number | undefined => {
    const value = text(name);
    return value === undefined ? undefined : Number(value);
  };
  const key = text('key');
  if (key === undefined) return undefined;
  const { backoff, schemaVersion, timeLimitMs } = unpackSettings(text('settings') ?? '');
  const task: Draft = {
    id,
    key,
    status: text('status') as TaskStatus,
    priority: number('priority') ?? 0,
    seq: number('seq') ?? 0,
    route: text('route') ?? '',
    tags: tagsOf(text('tags')),
    attempts: number('attempts') ?? 0,
    maxAttempts: number('maxAttempts') ?? 1,
    backoff,
    fence: number('fence') ?? 0,
    cancelRequested: values.has('cancelRequested'),
    createdAt: number('createdAt') ?? 0,
    schemaVersion,
  };
  if (timeLimitMs !== undefined) task.timeLimitMs = timeLimitMs;
  for (const name of ['leaseUntil', 'availableAt', 'startedAt', 'endedAt'] as const) {
    const value = number(name);
    if (value !== undefined) task[name] = value;
  }
  for (const name of ['workerId', 'codeVersion'] as const) {
    const value = text(name);
    if (value !== undefined) task[name] = value;
  }
  const [origin, error] = [text('origin'), text('error')];
  if (origin !== undefined) task.origin = origin as Origin;
  if (error !== undefined) task.error = JSON.parse(error) as AttemptError;
  for (const field of fields) addAsked(task, values, field);
  return task;
}

export function tagsOf(text: string | undefined): Tags {
  return text === undefined ? {} : (JSON.parse(text) as Tags);
}

function addAsked(task: Draft, values: Values, field: TaskField): void {
  const value = values.get(field);
  if (field === 'history') task.history = historyOf(values);
  else if (value === undefined) return;
  else if (field === 'definition') task.definition = value.toString();
  else if (field === 'progress') task.progress = JSON.parse(value.toString()) as JsonValue;
  else task[field] = unpackResult(value);
}

function historyOf(values: Values): AttemptHistory {
  const lines = values.get('history')?.toString().split('\n').slice(0, -1) ?? [];
  const stored = JSON.parse(values.get('totals')?.toString() ?? '{}') as Partial<Record<AttemptOutcome, number>>;
  const totals: Partial<Record<AttemptOutcome, number>> = {};
  for (const outcome of ATTEMPT_OUTCOMES) {
    const total = stored[outcome];
    if (total !== undefined) totals[outcome] = total;
  }
  return { attempts: lines.map((line) => JSON.parse(line) as AttemptRecord), totals };
}
