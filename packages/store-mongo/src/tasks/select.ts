import type { BatchOptions, TaskSelection } from '@windrow/core';
import type { Filter } from 'mongodb';
import { parseCursor } from '../require-number.js';
import { filterQuery } from './filter-query.js';
import { documentId, type TaskDoc } from './task-doc.js';
import type { TaskSession } from './task-session.js';

/** The tasks that one batch of an administrative change is about. */
export interface Selected {
  readonly ids: readonly string[];
  /** The filter that selected them; absent for tasks named by id. */
  readonly query?: Filter<TaskDoc>;
  /** Those of these ids that still belong to it. */
  readonly matching: (ids: readonly string[]) => Filter<TaskDoc>;
  /** For the next batch. */
  readonly cursor?: string;
}

export async function selectTasks(
  { tasks }: TaskSession,
  pool: string,
  selection: TaskSelection,
  { limit, cursor }: BatchOptions,
): Promise<Selected> {
  const after = parseCursor(cursor);
  const named = (ids: readonly string[]): Filter<TaskDoc> => ({
    pool,
    _id: { $in: ids.map((id) => documentId(pool, id)) },
  });
  if ('ids' in selection) {
    const from = Math.max(0, after);
    const ids = [...new Set(selection.ids)];
    const end = from + limit;
    return { ids: ids.slice(from, end), matching: named, ...(end < ids.length ? { cursor: String(end) } : {}) };
  }
  const query = selection.filter === undefined ? {} : filterQuery(selection.filter);
  const docs = await tasks
    .find({ $and: [{ pool, seq: { $gt: after } }, query] }, { projection: { id: 1, seq: 1 } })
    .sort({ seq: 1 })
    .limit(limit + 1)
    .toArray();
  const page = docs.slice(0, limit);
  const last = page.at(-1);
  return {
    ids: page.map(({ id }) => id),
    query,
    matching: (ids) => ({ $and: [named(ids), query] }),
    ...(docs.length > page.length && last !== undefined ? { cursor: String(last.seq) } : {}),
  };
}
