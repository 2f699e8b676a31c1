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

export const WAITING: number = STATUS_NUMBER.waiting;
export const RUNNING: number = STATUS_NUMBER.running;
export const PART_DONE: number = STATUS_NUMBER.part_done;
export const DONE: number = STATUS_NUMBER.done;
export const FAILED: number = STATUS_NUMBER.failed;
export const CANCELLED: number = STATUS_NUMBER.cancelled;

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
