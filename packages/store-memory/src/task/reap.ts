import type { AttemptError, EndedStatus, Origin, ReapOutcome } from '@windrow/core';
import type { PoolState } from './pool-state.js';
import type { TaskRecord } from './task-record.js';

/** Rule 6: expired leases, delayed tasks now due, retention; at most `limit` of each. */
export function reapPool(pool: PoolState, limit: number, now: number): ReapOutcome & { readonly retiredIds: string[] } {
  const expired: { id: string; status: Origin | EndedStatus }[] = [];
  while (expired.length < limit) {
    const task = pool.leases.takeDue(now);
    if (task === undefined) break;
    expired.push({ id: task.id, status: expire(pool, task, now) });
  }
  const due = promoteDue(pool, limit, now).length;
  const retiredIds = retire(pool, limit, now);
  return {
    expired,
    due,
    retired: retiredIds.length,
    more: expired.length === limit || due === limit || retiredIds.length === limit,
    retiredIds,
  };
}

/** Gives delayed tasks that are due their place in the order. */
export function promoteDue(pool: PoolState, limit: number, now: number): readonly TaskRecord[] {
  const promoted: TaskRecord[] = [];
  while (promoted.length < limit) {
    const task = pool.delays.takeDue(now);
    if (task === undefined) break;
    pool.leave(task);
    task.availableAt = undefined;
    pool.enter(task);
    promoted.push(task);
  }
  return promoted;
}

/**
 * A lease that ran out goes back to its origin at once: nothing says that the task was at fault, so there is nothing to back off
 * from. With its attempts used up it has failed; asked to stop, it is cancelled.
 */
function expire(pool: PoolState, task: TaskRecord, now: number): Origin | EndedStatus {
  const error: AttemptError = Object.freeze({
    name: 'LeaseExpiredError',
    code: 'LEASE_EXPIRED',
    message: `The lease of worker ${task.workerId} ran out in attempt ${task.attempts} of ${task.maxAttempts}: the worker died, was cut off or was blocked.`,
  });
  const status = task.cancelRequested
    ? 'cancelled'
    : task.attempts >= task.maxAttempts
      ? 'failed'
      : (task.origin as Origin);
  task.error = error;
  pool.endAttempt(task, { now, kind: 'taken-away', outcome: 'expired', status, error });
  return status;
}

/** Rule 16: removes ended tasks that are older than the pool's retention, oldest first. */
function retire(pool: PoolState, limit: number, now: number): string[] {
  const { retention } = pool.settings.values;
  const retired: string[] = [];
  if (retention === undefined) return retired;
  for (const status of retention.statuses) {
    for (const task of pool.inOrderOfEnd(status, now)) {
      if (retired.length === limit || (task.endedAt as number) > now - retention.olderThanMs) break;
      pool.remove(task);
      retired.push(task.id);
    }
  }
  return retired;
}
