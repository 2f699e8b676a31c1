import { type FilterNode, matches, type StatusCounts, type TaskStatus } from '@windrow/core';
import type { PoolState } from './pool-state.js';
import { fieldReader, idsNamedBy, isStatusFilter, statusesNamedBy } from './task-filter.js';
import type { TaskRecord } from './task-record.js';

/**
 * The tasks that match, by submission number above `after`. Ids and statuses that the filter names narrow the search. The pool must
 * not change while it runs.
 */
export function* search(pool: PoolState, filter: FilterNode | undefined, after = 0): Generator<TaskRecord, void> {
  if (filter === undefined) {
    yield* pool.log.after(after);
    return;
  }
  const ids = idsNamedBy(filter);
  if (ids !== undefined) {
    const named = [...new Set(ids)].flatMap((id) => pool.byId.get(id) ?? []).sort((a, b) => a.seq - b.seq);
    for (const task of named) if (task.seq > after && matches(filter, fieldReader(task))) yield task;
    return;
  }
  const statuses = new Set<TaskStatus>(statusesNamedBy(filter));
  let left = 0;
  for (const status of statuses) left += pool.counts[status];
  if (left === 0) return;
  for (const task of pool.log.after(after)) {
    if (!statuses.has(task.status)) continue;
    left -= 1;
    if (matches(filter, fieldReader(task))) yield task;
    if (left === 0) return;
  }
}

/** Counts by status: from counters, unless the filter says more than a status. */
export function countTasks(pool: PoolState | undefined, filter: FilterNode | undefined): StatusCounts {
  const counts: Record<TaskStatus, number> = { waiting: 0, running: 0, part_done: 0, done: 0, failed: 0, cancelled: 0 };
  if (pool === undefined) return counts;
  if (filter === undefined) return { ...pool.counts };
  if (isStatusFilter(filter)) for (const status of statusesNamedBy(filter)) counts[status] = pool.counts[status];
  else for (const task of search(pool, filter)) counts[task.status] += 1;
  return counts;
}
