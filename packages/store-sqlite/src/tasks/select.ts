import type { BatchOptions, TaskSelection } from '@windrow/core';
import type { Connection } from '../driver/connection.js';
import { parseCursor } from '../parse-cursor.js';
import { firstMatching } from './list.js';
import { definitionOf } from './stored-task.js';
import { taskMatcher } from './task-matcher.js';
import { type TaskRow, taskRowBySeq } from './task-row.js';
import type { TaskSession } from './task-session.js';

/** The tasks that one batch of an administrative change is about. */
export interface Selected {
  readonly ids: readonly string[];
  /** Whether a task still matches, asked inside the write; absent for tasks named by id. */
  readonly stillMatches?: (connection: Connection, row: TaskRow) => boolean;
  /** For the next batch. */
  readonly cursor?: string;
}

/** Finds them before the write lock is taken. */
export async function selectTasks(
  session: TaskSession,
  pool: string,
  selection: TaskSelection,
  { limit, cursor }: BatchOptions,
): Promise<Selected> {
  const after = parseCursor(cursor);
  if ('ids' in selection) {
    const end = after + limit;
    const ids = [...new Set(selection.ids)];
    return { ids: ids.slice(after, end), ...(end < ids.length ? { cursor: String(end) } : {}) };
  }
  const matcher = taskMatcher(selection.filter);
  return session.inSnapshot<Selected>('select', pool, { ids: [] }, async (snapshot, number) => {
    const seqs = await firstMatching(snapshot, number, selection, after, limit + 1);
    const page = seqs.slice(0, limit);
    const last = page.at(-1);
    return {
      ids: page.flatMap((seq) => taskRowBySeq(snapshot, seq)?.id ?? []),
      stillMatches: (connection, row) => matcher.matchesRow(row, () => definitionOf(connection, row.seq)),
      ...(seqs.length > page.length && last !== undefined ? { cursor: String(last) } : {}),
    };
  });
}
