import type { StoredTask, TaskSelection } from '../store/stored-task.js';
import type { FilterNode } from '../task/filter.js';
import { isEnded, type StatusCounts, TASK_STATUSES, type TaskStatus } from '../task/status.js';
import type { ManagerContext } from './manager-context.js';
import { statusIn } from './select-tasks.js';

const CHUNK = 500;

export interface OpenCounts {
  readonly counts: StatusCounts;
  readonly removed: number;
  /** How many have not come as far as was asked; where running tasks are of unknown step they count as open. */
  readonly open: number;
}

/** Looks at the tasks that somebody waits for, at as few of them as will do. */
export interface OpenTasks {
  /** Whether any has not come as far as was asked. */
  any(): Promise<boolean>;
  /** How they all stand. */
  count(): Promise<OpenCounts>;
}

/** @param until `ended`, or `part_done` for tasks that have finished their first step */
export function openTasksOf(
  context: ManagerContext,
  selection: TaskSelection,
  until: 'ended' | 'part_done',
): OpenTasks {
  return 'ids' in selection
    ? openById(context, selection.ids, until)
    : openByFilter(context, selection.filter ?? { op: 'and', clauses: [] }, until);
}

function isOpen(task: StoredTask, until: 'ended' | 'part_done'): boolean {
  if (isEnded(task.status)) return false;
  if (until === 'ended') return true;
  return task.status === 'waiting' || (task.status === 'running' && task.origin !== 'part_done');
}

/** Asks the store for one task that is still open: an index answers that, whatever the size of the pool. */
function openByFilter(context: ManagerContext, filter: FilterNode, until: 'ended' | 'part_done'): OpenTasks {
  const { store, pool } = context;
  const both = (status: FilterNode): FilterNode => ({ op: 'and', clauses: [filter, status] });
  const anyOf = async (...statuses: readonly TaskStatus[]): Promise<boolean> => {
    const query = { filter: both(statusIn(...statuses)), fields: [], limit: 1 };
    return (await context.call(() => store.list(pool, query))).tasks.length > 0;
  };
  const anyRunningFirstStep = async (): Promise<boolean> => {
    let cursor: string | undefined;
    do {
      const more = cursor === undefined ? {} : { cursor };
      const query = { filter: both(statusIn('running')), fields: [], limit: CHUNK, ...more };
      const page = await context.call(() => store.list(pool, query));
      if (page.tasks.some((task) => isOpen(task, until))) return true;
      cursor = page.cursor;
    } while (cursor !== undefined);
    return false;
  };
  return {
    async any() {
      if (until === 'ended') return anyOf('waiting', 'running', 'part_done');
      return (await anyOf('waiting')) || (await anyRunningFirstStep());
    },
    async count() {
      const counts = await context.call(() => store.count(pool, filter));
      const open = counts.waiting + counts.running + (until === 'ended' ? counts.part_done : 0);
      return { counts, removed: 0, open };
    },
  };
}

/** Reads only ids that were open when last seen, and stops at the first chunk with one that still is. */
function openById(context: ManagerContext, ids: readonly string[], until: 'ended' | 'part_done'): OpenTasks {
  let remaining = [...ids];
  const read = (part: readonly string[]): Promise<readonly StoredTask[]> =>
    context.call(() => context.store.read(context.pool, part, []));
  return {
    async any() {
      while (remaining.length > 0) {
        const tasks = await read(remaining.slice(0, CHUNK));
        const open = tasks.filter((task) => isOpen(task, until)).map(({ id }) => id);
        remaining = [...open, ...remaining.slice(CHUNK)];
        if (open.length > 0) return true;
      }
      return false;
    },
    async count() {
      const counts = Object.fromEntries(TASK_STATUSES.map((status) => [status, 0])) as Record<TaskStatus, number>;
      let found = 0;
      let open = 0;
      for (let at = 0; at < ids.length; at += CHUNK) {
        for (const task of await read(ids.slice(at, at + CHUNK))) {
          found += 1;
          counts[task.status] += 1;
          if (isOpen(task, until)) open += 1;
        }
      }
      return { counts, removed: ids.length - found, open };
    },
  };
}
