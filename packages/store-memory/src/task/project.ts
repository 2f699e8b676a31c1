import type { AttemptHistory, StoredTask, TaskField } from '@windrow/core';
import { copyResult } from './stored-result.js';
import type { TaskRecord } from './task-record.js';

type Draft = { -readonly [K in keyof StoredTask]: StoredTask[K] };

/** What a reader sees of a task: its plain fields, and of the large ones those that were asked for. */
export function project(task: TaskRecord, fields: readonly TaskField[]): StoredTask {
  const seen: Draft = {
    id: task.id,
    key: task.key,
    status: task.status,
    priority: task.priority,
    seq: task.seq,
    route: task.route,
    tags: task.tags,
    attempts: task.attempts,
    maxAttempts: task.maxAttempts,
    backoff: task.backoff,
    fence: task.fence,
    cancelRequested: task.cancelRequested,
    createdAt: task.createdAt,
    schemaVersion: task.schemaVersion,
  };
  addPresent(seen, task);
  for (const field of fields) addAsked(seen, task, field);
  return Object.freeze(seen);
}

function addPresent(seen: Draft, task: TaskRecord): void {
  if (task.timeLimitMs !== undefined) seen.timeLimitMs = task.timeLimitMs;
  if (task.origin !== undefined) seen.origin = task.origin;
  if (task.workerId !== undefined) seen.workerId = task.workerId;
  if (task.leaseUntil !== undefined) seen.leaseUntil = task.leaseUntil;
  if (task.availableAt !== undefined) seen.availableAt = task.availableAt;
  if (task.startedAt !== undefined) seen.startedAt = task.startedAt;
  if (task.endedAt !== undefined) seen.endedAt = task.endedAt;
  if (task.codeVersion !== undefined) seen.codeVersion = task.codeVersion;
  if (task.error !== undefined) seen.error = task.error;
}

function addAsked(seen: Draft, task: TaskRecord, field: TaskField): void {
  switch (field) {
    case 'definition':
      seen.definition = task.definition;
      break;
    case 'result':
      if (task.result !== undefined) seen.result = copyResult(task.result);
      break;
    case 'stepResult':
      if (task.stepResult !== undefined) seen.stepResult = copyResult(task.stepResult);
      break;
    case 'history':
      seen.history = historyOf(task);
      break;
    case 'progress':
      if (task.progress !== undefined) seen.progress = structuredClone(task.progress);
      break;
  }
}

function historyOf(task: TaskRecord): AttemptHistory {
  return Object.freeze({
    attempts: Object.freeze([...(task.history ?? [])]),
    totals: Object.freeze({ ...task.totals }),
  });
}
