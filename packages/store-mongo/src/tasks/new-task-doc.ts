import type { NewTask } from '@windrow/core';
import type { OptionalUnlessRequiredId } from 'mongodb';
import { queryableCopy } from './queryable.js';
import { tagFields } from './tag-fields.js';
import { documentId, type TaskDoc } from './task-doc.js';

/** A submitted task as a document. */
export function newTaskDoc(pool: string, task: NewTask, seq: number, now: number): OptionalUnlessRequiredId<TaskDoc> {
  const { initialMs, factor, maxMs, jitter } = task.backoff;
  const at = task.availableAt ?? now + (task.delayMs ?? 0);
  const delayed = at > now;
  const doc = {
    _id: documentId(pool, task.id),
    pool,
    id: task.id,
    key: task.key,
    seq,
    status: 'waiting',
    queue: delayed ? '' : 'waiting',
    route: task.route,
    priority: task.priority,
    due: delayed ? at : null,
    ...(delayed ? { availableAt: at } : {}),
    fence: 0,
    attempts: 0,
    maxAttempts: task.maxAttempts,
    backoff: { initialMs, factor, maxMs, jitter },
    ...(task.timeLimitMs === undefined ? {} : { timeLimitMs: task.timeLimitMs }),
    ...(task.codeVersion === undefined ? {} : { codeVersion: task.codeVersion }),
    schemaVersion: task.schemaVersion,
    cancelRequested: false,
    createdAt: now,
    definitionText: task.definition,
    definition: queryableCopy(JSON.parse(task.definition)),
    ...tagFields(task.tags),
    history: [],
    totals: {},
    rev: 0,
  };
  return doc as unknown as OptionalUnlessRequiredId<TaskDoc>;
}
