import { type Origin, TASK_STATUSES, type TaskStatus } from '@windrow/core';

/** How a status is stored: its place in `TASK_STATUSES`. */
export const STATUS_NUMBER: Readonly<Record<TaskStatus, number>> = Object.freeze({
  waiting: 0,
  running: 1,
  part_done: 2,
  done: 3,
  failed: 4,
  cancelled: 5,
});

export const {
  waiting: WAITING,
  running: RUNNING,
  part_done: PART_DONE,
  done: DONE,
  failed: FAILED,
  cancelled: CANCELLED,
} = STATUS_NUMBER;

export function statusOf(stored: number): TaskStatus {
  return TASK_STATUSES[stored] as TaskStatus;
}

/** Only for a number that stands for an origin. */
export function originOf(stored: number): Origin {
  return TASK_STATUSES[stored] as Origin;
}

/** Whether only a person changes it. */
export function hasEnded(stored: number): boolean {
  return stored >= DONE;
}
