import type { AttemptOutcome, Claim, CurrentHolder, Settlement, SettleOutcome, TaskStatus } from '@windrow/core';
import type { PoolState } from './pool-state.js';
import { copyResult } from './stored-result.js';
import type { TaskRecord } from './task-record.js';

/** Whether the claim is the current one (rule 4). A lease that ran out is still held until somebody reaps it. */
export function holds(task: TaskRecord | undefined, claim: Claim): task is TaskRecord {
  return task !== undefined && task.status === 'running' && task.fence === claim.fence;
}

export function lost(task: TaskRecord | undefined): { readonly kind: 'lost'; readonly current?: CurrentHolder } {
  if (task === undefined) return { kind: 'lost' };
  const { status, fence, workerId } = task;
  return { kind: 'lost', current: workerId === undefined ? { status, fence } : { status, fence, workerId } };
}

/** Ends one attempt, fenced and idempotent. */
export function settleTask(pool: PoolState | undefined, claim: Claim, end: Settlement, now: number): SettleOutcome {
  const task = pool?.byId.get(claim.taskId);
  if (pool === undefined || !holds(task, claim)) {
    const last = task?.lastEnd;
    return last !== undefined && last.fence === claim.fence && last.kind === end.kind
      ? { kind: 'settled', status: last.status, repeated: true }
      : lost(task);
  }
  const status = statusAfter(task, end);
  switch (end.kind) {
    case 'done':
      task.result = end.result === undefined ? undefined : copyResult(end.result);
      task.error = undefined;
      pool.endAttempt(task, { now, kind: 'done', outcome: 'done', status });
      break;
    case 'part_done':
      task.stepResult = end.result === undefined ? undefined : copyResult(end.result);
      task.attempts = 0;
      pool.endAttempt(task, { now, kind: 'part_done', outcome: 'part_done', status });
      break;
    case 'error': {
      const error = Object.freeze({ ...end.error });
      task.error = error;
      const outcome = outcomeOf('error', status);
      pool.endAttempt(task, { now, kind: 'error', outcome, status, error, delayMs: end.delayMs });
      break;
    }
    case 'release':
      task.attempts -= 1;
      pool.endAttempt(task, {
        now,
        kind: 'release',
        outcome: outcomeOf('released', status),
        status,
        delayMs: end.delayMs,
      });
      break;
  }
  return { kind: 'settled', status, repeated: false };
}

function statusAfter(task: TaskRecord, end: Settlement): TaskStatus {
  if (end.kind === 'done') return 'done';
  if (end.kind === 'error' && end.final) return 'failed';
  if (task.cancelRequested) return 'cancelled';
  if (end.kind === 'part_done') return 'part_done';
  if (end.kind === 'error' && task.attempts >= task.maxAttempts) return 'failed';
  return task.origin as TaskStatus;
}

/** An attempt that stopped because it was asked to is a cancelled one, however it stopped. */
function outcomeOf(outcome: AttemptOutcome, status: TaskStatus): AttemptOutcome {
  return status === 'cancelled' ? 'cancelled' : outcome;
}

/** What was newly ended, pool by pool, for the events. */
export function settledByPool(
  items: readonly { readonly claim: Claim }[],
  outcomes: readonly SettleOutcome[],
): Iterable<{ readonly pool: string; readonly ids: readonly string[]; readonly claimable: boolean }> {
  const byPool = new Map<string, { pool: string; ids: string[]; claimable: boolean }>();
  outcomes.forEach((outcome, at) => {
    const claim = items[at]?.claim;
    if (outcome.kind !== 'settled' || outcome.repeated || claim === undefined) return;
    let told = byPool.get(claim.pool);
    if (told === undefined) {
      told = { pool: claim.pool, ids: [], claimable: false };
      byPool.set(claim.pool, told);
    }
    told.ids.push(claim.taskId);
    if (outcome.status === 'waiting' || outcome.status === 'part_done') told.claimable = true;
  });
  return byPool.values();
}
