import type { ListQuery, TaskPage } from '@windrow/core';
import { parseCursor } from '../parse-cursor.js';
import { requireInteger } from '../require-integer.js';
import type { PoolState } from './pool-state.js';
import { project } from './project.js';
import { search } from './search.js';
import type { TaskRecord } from './task-record.js';

const MAX_TOP = 1_000;

/** Rule 11: pages by submission number, or the first `top` in another order. @throws InvalidArgumentError */
export function listTasks(pool: PoolState | undefined, query: ListQuery): TaskPage {
  if ('top' in query) {
    requireInteger('list.top', query.top, 1, MAX_TOP);
    const tasks = pool === undefined ? [] : topOf(pool, query);
    return { tasks: tasks.map((task) => project(task, query.fields)) };
  }
  requireInteger('list.limit', query.limit, 1, Number.MAX_SAFE_INTEGER);
  const after = parseCursor('list.cursor', query.cursor);
  const found: TaskRecord[] = [];
  const page = (): TaskPage['tasks'] => found.map((task) => project(task, query.fields));
  if (pool === undefined) return { tasks: [] };
  for (const task of search(pool, query.filter, after)) {
    if (found.length === query.limit) return { tasks: page(), cursor: String((found.at(-1) as TaskRecord).seq) };
    found.push(task);
  }
  return { tasks: page() };
}

/** Keeps at most a few times `top` tasks in hand, so that a large pool is not sorted whole. */
function topOf(pool: PoolState, query: Extract<ListQuery, { top: number }>): readonly TaskRecord[] {
  const { by, descending } = query.order;
  const before = (a: TaskRecord, b: TaskRecord): number => {
    const [x, y] = [a[by], b[by]];
    if (x === y) return a.seq - b.seq;
    if (x === undefined) return 1;
    if (y === undefined) return -1;
    return descending ? y - x : x - y;
  };
  const kept: TaskRecord[] = [];
  const cut = (): void => {
    kept.sort(before);
    kept.length = Math.min(kept.length, query.top);
  };
  for (const task of search(pool, query.filter)) {
    kept.push(task);
    if (kept.length >= 4 * MAX_TOP) cut();
  }
  cut();
  return kept;
}
