import { type FilterNode, type StatusCounts, TASK_STATUSES } from '@windrow/core';
import type { Connection } from '../driver/connection.js';
import { scanTasks } from './scan.js';
import { statusOf } from './statuses.js';
import { taskMatcher } from './task-matcher.js';

const COUNTERS = 'SELECT waiting, running, part_done, done, failed, cancelled FROM pools WHERE name = ?';
const NONE: StatusCounts = Object.freeze({ waiting: 0, running: 0, part_done: 0, done: 0, failed: 0, cancelled: 0 });

/** The counters that every write keeps: no task is read. */
export function countAll(connection: Connection, pool: string): StatusCounts {
  return { ...NONE, ...connection.prepare<StatusCounts>(COUNTERS).get(pool) };
}

/** Whether a filter asks for nothing but statuses, so that the counters answer it. */
export function countedStatuses(filter: FilterNode | undefined): readonly number[] | undefined {
  const { condition, statuses } = taskMatcher(filter);
  return condition.exact && onlyStatus(filter) ? statuses : undefined;
}

/** The counters of these statuses alone. */
export function countStatuses(connection: Connection, pool: string, statuses: readonly number[]): StatusCounts {
  const all = countAll(connection, pool);
  const counts = { ...NONE };
  for (const status of statuses) counts[statusOf(status)] = all[statusOf(status)];
  return counts;
}

/** Counts what matches, on a connection that holds one snapshot. */
export async function countMatching(connection: Connection, pool: number, filter: FilterNode): Promise<StatusCounts> {
  const counts = TASK_STATUSES.map(() => 0);
  type Row = { readonly seq: number; readonly status: number };
  for await (const rows of scanTasks<Row>(connection, pool, taskMatcher(filter), 0)) {
    for (const { status } of rows) counts[status] = (counts[status] ?? 0) + 1;
  }
  return Object.fromEntries(TASK_STATUSES.map((status, number) => [status, counts[number] ?? 0])) as StatusCounts;
}

function onlyStatus(filter: FilterNode | undefined): boolean {
  if (filter === undefined) return true;
  if (filter.op === 'and' || filter.op === 'or') return filter.clauses.every(onlyStatus);
  return 'path' in filter && filter.path[0] === 'status';
}
