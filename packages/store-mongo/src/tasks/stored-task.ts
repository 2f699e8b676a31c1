import type { CurrentHolder, JsonValue, StoredTask, TaskField } from '@windrow/core';
import type { Document } from 'mongodb';
import { storedResult } from './results.js';
import { tagsOf } from './tag-fields.js';
import type { TaskDoc } from './task-doc.js';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const PLAIN = [
  'pool',
  'id',
  'key',
  'seq',
  'status',
  'route',
  'priority',
  'fence',
  'attempts',
  'maxAttempts',
  'backoff',
  'timeLimitMs',
  'codeVersion',
  'schemaVersion',
  'cancelRequested',
  'createdAt',
  'availableAt',
  'startedAt',
  'endedAt',
  'leaseUntil',
  'origin',
  'workerId',
  'tags',
  'tagsText',
  'error',
] as const satisfies readonly (keyof TaskDoc)[];

const FIELDS: Readonly<Record<TaskField, readonly (keyof TaskDoc)[]>> = {
  definition: ['definitionText'],
  result: ['result'],
  stepResult: ['stepResult'],
  history: ['history', 'totals'],
  progress: ['progressText'],
};

/** What is read for these fields: nothing that was not asked for leaves the server. */
export function projectionOf(fields: readonly TaskField[]): Document {
  const names = [...PLAIN, ...fields.flatMap((field) => FIELDS[field])];
  return Object.fromEntries(names.map((name) => [name, 1]));
}

const OPTIONAL = [
  'timeLimitMs',
  'codeVersion',
  'availableAt',
  'startedAt',
  'endedAt',
  'leaseUntil',
  'origin',
  'workerId',
  'error',
] as const;

/** A task as the contract shows it. */
export function storedTask(doc: TaskDoc, fields: readonly TaskField[]): StoredTask {
  const task: Writable<StoredTask> = {
    id: doc.id,
    key: doc.key,
    status: doc.status,
    priority: doc.priority,
    seq: doc.seq,
    route: doc.route,
    tags: tagsOf(doc),
    attempts: doc.attempts,
    maxAttempts: doc.maxAttempts,
    backoff: doc.backoff,
    fence: doc.fence,
    cancelRequested: doc.cancelRequested,
    createdAt: doc.createdAt,
    schemaVersion: doc.schemaVersion,
  };
  for (const name of OPTIONAL) if (doc[name] !== undefined) Object.assign(task, { [name]: doc[name] });
  for (const field of fields) readField(doc, field, task);
  return task;
}

function readField(doc: TaskDoc, field: TaskField, task: Writable<StoredTask>): void {
  switch (field) {
    case 'definition':
      task.definition = doc.definitionText;
      return;
    case 'result':
      if (doc.status === 'done' && doc.result !== undefined) task.result = storedResult(doc.result);
      return;
    case 'stepResult':
      if (doc.stepResult !== undefined) task.stepResult = storedResult(doc.stepResult);
      return;
    case 'history':
      task.history = { attempts: doc.history, totals: doc.totals };
      return;
    case 'progress':
      if (doc.progressText !== undefined) task.progress = JSON.parse(doc.progressText) as JsonValue;
  }
}

/** What {@link holderOf} needs. */
export const HOLDER: Document = { pool: 1, id: 1, status: 1, fence: 1, workerId: 1 };

/** Who holds a task now; nothing when the task is gone. */
export function holderOf(doc: TaskDoc | null | undefined): { readonly current?: CurrentHolder } {
  if (doc === null || doc === undefined) return {};
  const { status, fence, workerId } = doc;
  return { current: { status, fence, ...(status === 'running' && workerId !== undefined ? { workerId } : {}) } };
}
