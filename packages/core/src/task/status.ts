/** Every status a task can have, in the order in which tables show them. */
export const TASK_STATUSES = ['waiting', 'running', 'part_done', 'done', 'failed', 'cancelled'] as const;

/**
 * `waiting` → `running` → `done`; `part_done` has finished one step and waits for the next; `failed` used up its attempts;
 * `cancelled` was asked to stop. (Reference: `TaskManager.STATUS_*`; `failed` and `cancelled` are new here.)
 */
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** The statuses a claim can be taken from. */
export type Origin = 'waiting' | 'part_done';

/** The statuses that only a person changes. */
export type EndedStatus = 'done' | 'failed' | 'cancelled';

/** Whether nothing more happens to a task by itself. */
export function isEnded(status: TaskStatus): status is EndedStatus {
  return status === 'done' || status === 'failed' || status === 'cancelled';
}

/** How many tasks are in each status, zeros too. */
export type StatusCounts = Readonly<Record<TaskStatus, number>>;
