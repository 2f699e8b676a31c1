import type {
  AdminChange,
  AttemptError,
  AttemptOutcome,
  ChangeResult,
  Claim,
  Origin,
  Settlement,
  TaskStatus,
} from '@windrow/core';
import { HISTORY_LIMIT, isEnded } from '@windrow/core';
import type { ToyPool, ToyTask } from './toy-data.js';

/** Whether the claim is the current one. */
export function holds(task: ToyTask, claim: Claim): boolean {
  return task.status === 'running' && task.fence === claim.fence;
}

/** What the caller of a refused write is told. */
export function lost(task: ToyTask | undefined) {
  if (task === undefined) return { kind: 'lost' } as const;
  const { status, fence, workerId } = task;
  return { kind: 'lost', current: { status, fence, ...(workerId !== undefined && { workerId }) } } as const;
}

/** Ends the running attempt: one row, one write. */
function endAttempt(
  task: ToyTask,
  outcome: AttemptOutcome,
  status: TaskStatus,
  now: number,
  error?: AttemptError,
): void {
  const { workerId = '', fence, startedAt = now } = task;
  task.history.push({ workerId, fence, startedAt, endedAt: now, outcome, ...(error !== undefined && { error }) });
  if (task.history.length > HISTORY_LIMIT) task.history.shift();
  task.totals[outcome] = (task.totals[outcome] ?? 0) + 1;
  task.status = status;
  task.origin = task.workerId = task.requestId = task.leaseUntil = undefined;
  if (isEnded(status)) task.endedAt = now;
}

function returned(task: ToyTask): TaskStatus {
  if (task.cancelRequested) return 'cancelled';
  return task.attempts >= task.maxAttempts ? 'failed' : (task.origin ?? 'waiting');
}

/** Rule 4 and 7: the end of an attempt that the caller was seen to hold. */
export function settle(task: ToyTask, end: Settlement, now: number): void {
  task.lastEnd = { fence: task.fence, kind: end.kind };
  if (end.kind === 'done') {
    task.result = structuredClone(end.result);
    task.error = undefined;
    endAttempt(task, 'done', 'done', now);
    return;
  }
  if (end.kind === 'part_done') {
    task.stepResult = structuredClone(end.result);
    task.attempts = 0;
    endAttempt(task, 'part_done', task.cancelRequested ? 'cancelled' : 'part_done', now);
    return;
  }
  if (end.kind === 'error') task.error = { ...end.error };
  else task.attempts -= 1;
  const status = end.kind === 'error' && end.final ? 'failed' : returned(task);
  const outcome = status === 'cancelled' ? 'cancelled' : end.kind === 'error' ? 'error' : 'released';
  endAttempt(task, outcome, status, now, end.kind === 'error' ? task.error : undefined);
  if (!isEnded(status) && end.delayMs > 0) task.availableAt = now + end.delayMs;
}

/** Rule 6: the holder is gone. */
export function expire(task: ToyTask, now: number): void {
  const message = `The lease of worker ${task.workerId} ran out.`;
  task.error = { name: 'LeaseExpiredError', code: 'LEASE_EXPIRED', message };
  endAttempt(task, 'expired', returned(task), now, task.error);
}

/** Rule 7: starts a task over. */
export function restart(task: ToyTask, to: Origin, now: number, codeVersion?: string): void {
  if (task.status === 'running') {
    endAttempt(task, 'reset', to, now);
    task.fence += 1;
  }
  Object.assign(task, { status: to, attempts: 0, cancelRequested: false });
  task.result = task.error = task.endedAt = task.progress = task.availableAt = undefined;
  if (to === 'waiting') task.stepResult = undefined;
  if (codeVersion !== undefined) task.codeVersion = codeVersion;
}

/** Rules 7, 13 and 15: what a person changes. */
export function change(pool: ToyPool, task: ToyTask, what: AdminChange, now: number): ChangeResult {
  switch (what.kind) {
    case 'prioritize':
      task.priority = what.priority;
      return 'changed';
    case 'tag': {
      const kept = Object.entries(task.tags).filter(([name]) => !what.unset.includes(name));
      task.tags = { ...Object.fromEntries(kept), ...what.set };
      return 'changed';
    }
    case 'delay': {
      if (task.status !== 'waiting' && task.status !== 'part_done') return 'not-applicable';
      const until = what.availableAt ?? now + (what.delayMs ?? 0);
      task.availableAt = until > now ? until : undefined;
      return 'changed';
    }
    case 'cancel':
      if (isEnded(task.status)) return 'already-ended';
      if (task.status === 'running') {
        task.cancelRequested = true;
        return 'requested';
      }
      Object.assign(task, { status: 'cancelled', endedAt: now, availableAt: undefined });
      return 'cancelled';
    case 'reset':
      if (task.status === what.to) return 'not-applicable';
      if (task.status === 'running' && !what.force) return 'running';
      if (what.to === 'part_done' && task.stepResult === undefined) return 'not-applicable';
      restart(task, what.to, now, what.codeVersion);
      return 'changed';
    case 'replace':
      if (task.status === 'running' && !what.force) return 'running';
      if (pool.tasks.some((other) => other !== task && other.key === what.key)) return 'duplicate';
      restart(task, 'waiting', now);
      Object.assign(task, { key: what.key, definition: what.definition });
      return 'changed';
  }
}
