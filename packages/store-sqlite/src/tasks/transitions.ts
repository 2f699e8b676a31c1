import type { AttemptError, AttemptOutcome, Settlement } from '@windrow/core';
import { CANCELLED, DONE, FAILED, hasEnded, PART_DONE, RUNNING, WAITING } from './statuses.js';
import type { TaskRow } from './task-row.js';

/** How an attempt ended: as its holder said, or taken from it. */
export type AttemptEnd = Settlement['kind'] | 'expired' | 'reset';

/** The holder of a running task ends its attempt. */
export function settleTask(row: TaskRow, end: Settlement, now: number): void {
  applyEnd(row, end, now);
  row.settled_fence = row.fence;
  row.settled_end = end.kind;
  row.settled_status = row.status;
}

function applyEnd(row: TaskRow, end: Settlement, now: number): void {
  const cancel = row.cancel_requested !== 0;
  switch (end.kind) {
    case 'done':
      row.error = null;
      endAttempt(row, 'done', 'done', DONE, now);
      return;
    case 'part_done':
      row.attempts = 0;
      endAttempt(row, 'part_done', 'part_done', cancel ? CANCELLED : PART_DONE, now);
      return;
    case 'error': {
      const usedUp = end.final || (!cancel && row.attempts >= row.max_attempts);
      row.error = JSON.stringify(end.error);
      const status = usedUp ? FAILED : cancel ? CANCELLED : originOf(row);
      // An attempt that stopped because it was asked to is a cancelled one, however it stopped.
      endAttempt(row, 'error', status === CANCELLED ? 'cancelled' : 'error', status, now, end.delayMs);
      return;
    }
    case 'release':
      row.attempts = Math.max(0, row.attempts - 1);
      endAttempt(
        row,
        'release',
        cancel ? 'cancelled' : 'released',
        cancel ? CANCELLED : originOf(row),
        now,
        end.delayMs,
      );
  }
}

/**
 * The lease of a running task has run out. It goes back at once: nothing says that the task was at fault, so there is nothing to
 * back off from.
 */
export function expireTask(row: TaskRow, now: number): void {
  const error: AttemptError = {
    name: 'LeaseExpiredError',
    code: 'LEASE_EXPIRED',
    message: `The lease of worker ${row.worker} ran out in attempt ${row.attempts} of ${row.max_attempts}: the worker died, was cut off or was blocked.`,
  };
  row.error = JSON.stringify(error);
  const status = row.cancel_requested !== 0 ? CANCELLED : row.attempts >= row.max_attempts ? FAILED : originOf(row);
  endAttempt(row, 'expired', 'expired', status, now);
}

/** A person starts a task over; whoever runs it loses it, by a higher fence. */
export function resetTask(row: TaskRow, to: number, now: number): void {
  if (row.status === RUNNING) {
    endAttempt(row, 'reset', 'reset', to, now);
    row.fence += 1;
  }
  row.status = to;
  row.queue = to;
  row.attempts = 0;
  row.cancel_requested = 0;
  row.available_at = null;
  row.ended_at = null;
}

/** A person stops a task that nobody runs. */
export function cancelTask(row: TaskRow, now: number): void {
  row.status = CANCELLED;
  row.queue = null;
  row.available_at = null;
  row.ended_at = now;
}

/** A waiting or part-done task becomes claimable at `at`; at once where that is past. */
export function delayTask(row: TaskRow, at: number, now: number): void {
  row.available_at = at > now ? at : null;
  row.queue = row.available_at === null ? row.status : null;
}

function endAttempt(
  row: TaskRow,
  end: AttemptEnd,
  outcome: AttemptOutcome,
  status: number,
  now: number,
  delayMs: number = 0,
): void {
  row.last_fence = row.fence;
  row.last_worker = row.worker;
  row.last_started_at = row.started_at;
  row.last_end = end;
  row.last_outcome = outcome;
  row.last_ended_at = now;
  row.status = status;
  row.origin = null;
  row.worker = null;
  row.request = null;
  row.lease_until = null;
  if (hasEnded(status)) {
    row.queue = null;
    row.available_at = null;
    row.ended_at = now;
  } else {
    row.ended_at = null;
    delayTask(row, now + delayMs, now);
  }
}

function originOf(row: TaskRow): number {
  return row.origin ?? WAITING;
}

/** Whether this very end was applied before, and its reply lost. */
export function wasSettledSo(row: TaskRow, fence: number, end: Settlement): boolean {
  return row.settled_fence === fence && row.settled_end === end.kind;
}
