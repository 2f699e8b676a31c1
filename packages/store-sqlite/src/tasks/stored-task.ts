import type { AttemptError, Backoff, CurrentHolder, JsonValue, StoredTask, Tags, TaskField } from '@windrow/core';
import type { Connection } from '../driver/connection.js';
import { readHistory } from './history.js';
import { readResult } from './results.js';
import { DONE, originOf, RUNNING, statusOf } from './statuses.js';
import type { TaskRow } from './task-row.js';

const DEFINITION = 'SELECT text FROM definitions WHERE seq = ?';
const PROGRESS = 'SELECT value FROM progress WHERE seq = ?';
const NO_TAGS: Tags = Object.freeze({});

/** A task as the contract shows it; what lies beside its row is read only when asked for. */
export function storedTask(connection: Connection, row: TaskRow, fields: readonly TaskField[]): StoredTask {
  const running = row.status === RUNNING;
  const task: Writable<StoredTask> = {
    id: row.id,
    key: row.key,
    status: statusOf(row.status),
    priority: row.priority,
    seq: row.seq,
    route: row.route,
    tags: tagsOf(row.tags),
    attempts: row.attempts,
    maxAttempts: row.max_attempts,
    backoff: backoffOf(row),
    fence: row.fence,
    cancelRequested: row.cancel_requested !== 0,
    createdAt: row.created_at,
    schemaVersion: row.schema_version,
  };
  if (row.time_limit_ms !== null) task.timeLimitMs = row.time_limit_ms;
  if (running && row.origin !== null) task.origin = originOf(row.origin);
  if (running && row.worker !== null) task.workerId = row.worker;
  if (row.lease_until !== null) task.leaseUntil = row.lease_until;
  if (row.available_at !== null) task.availableAt = row.available_at;
  if (row.started_at !== null) task.startedAt = row.started_at;
  if (row.ended_at !== null) task.endedAt = row.ended_at;
  if (row.code_version !== null) task.codeVersion = row.code_version;
  if (row.error !== null) task.error = JSON.parse(row.error) as AttemptError;
  for (const field of fields) readField(connection, row, field, task);
  return task;
}

function readField(connection: Connection, row: TaskRow, field: TaskField, task: Writable<StoredTask>): void {
  switch (field) {
    case 'definition':
      task.definition = definitionOf(connection, row.seq);
      return;
    case 'result': {
      const result = row.status === DONE ? readResult(connection, 'results', row.seq) : undefined;
      if (result !== undefined) task.result = result;
      return;
    }
    case 'stepResult': {
      const result = readResult(connection, 'step_results', row.seq);
      if (result !== undefined) task.stepResult = result;
      return;
    }
    case 'history':
      task.history = readHistory(connection, row);
      return;
    case 'progress': {
      const progress = connection.prepare<{ value: string }>(PROGRESS).get(row.seq);
      if (progress !== undefined) task.progress = JSON.parse(progress.value) as JsonValue;
    }
  }
}

export function definitionOf(connection: Connection, seq: number): string {
  return connection.prepare<{ text: string }>(DEFINITION).get(seq)?.text ?? '';
}

export function tagsOf(text: string | null): Tags {
  return text === null ? NO_TAGS : (JSON.parse(text) as Tags);
}

export function tagsText(tags: Tags): string | null {
  for (const _ in tags) return JSON.stringify(tags);
  return null;
}

export function backoffOf(
  row: Pick<TaskRow, 'backoff_initial_ms' | 'backoff_factor' | 'backoff_max_ms' | 'backoff_jitter'>,
): Backoff {
  return {
    initialMs: row.backoff_initial_ms,
    factor: row.backoff_factor,
    maxMs: row.backoff_max_ms,
    jitter: row.backoff_jitter,
  };
}

/** Who holds a task now; `undefined` when the task is gone. */
export function holderOf(row: TaskRow | undefined): { readonly current?: CurrentHolder } {
  if (row === undefined) return {};
  const { status, fence, worker } = row;
  return {
    current: {
      status: statusOf(status),
      fence,
      ...(status === RUNNING && worker !== null ? { workerId: worker } : {}),
    },
  };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
