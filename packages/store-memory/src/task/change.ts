import { type AdminChange, type ChangeResult, isEnded, type Origin } from '@windrow/core';
import { requireDuration, requireInteger } from '../require-integer.js';
import { checkDefinitionSize } from './definition-size.js';
import type { PoolState } from './pool-state.js';
import { copyTags, type TaskRecord } from './task-record.js';

/** @throws InvalidArgumentError, PayloadTooLargeError before anything is changed */
export function checkChange(change: AdminChange): void {
  if (change.kind === 'prioritize') requireInteger('change.priority', change.priority, -32_767, 32_767);
  if (change.kind === 'delay' && change.delayMs !== undefined) requireDuration('change.delayMs', change.delayMs, 0);
  if (change.kind === 'replace') checkDefinitionSize('The new definition', change.definition);
}

/** Applies one administrative change to one task (rules 7, 13, 15); the answer says what became of it. */
export function applyChange(
  pool: PoolState | undefined,
  taskId: string,
  change: AdminChange,
  now: number,
): ChangeResult {
  const task = pool?.byId.get(taskId);
  if (pool === undefined || task === undefined) return 'not-found';
  switch (change.kind) {
    case 'prioritize':
      return reindexed(pool, task, () => {
        task.priority = change.priority;
      });
    case 'tag':
      return retag(task, change);
    case 'delay':
      if (task.status !== 'waiting' && task.status !== 'part_done') return 'not-applicable';
      return reindexed(pool, task, () => {
        const until = change.availableAt ?? now + (change.delayMs ?? 0);
        task.availableAt = until > now ? until : undefined;
      });
    case 'cancel':
      return cancel(pool, task, now);
    case 'reset':
      if (task.status === change.to) return 'not-applicable';
      if (task.status === 'running' && !change.force) return 'running';
      if (change.to === 'part_done' && task.stepResult === undefined) return 'not-applicable';
      resetRecord(pool, task, change.to, change.codeVersion, now);
      return 'changed';
    case 'replace':
      return replace(pool, task, change, now);
  }
}

/**
 * Back to `waiting` (drops the step's result) or to `part_done` (keeps it): attempts are given back, result and cancel request go,
 * history, fence and place in the order stay. From `running` the attempt is taken away and the fence raised.
 */
export function resetRecord(
  pool: PoolState,
  task: TaskRecord,
  to: Origin,
  codeVersion: string | undefined,
  now: number,
): void {
  if (task.status === 'running') takeAway(pool, task, to, now);
  pool.leave(task);
  task.status = to;
  task.availableAt = undefined;
  task.endedAt = undefined;
  task.attempts = 0;
  task.cancelRequested = false;
  task.result = undefined;
  task.progress = undefined;
  task.error = undefined;
  if (to === 'waiting') task.stepResult = undefined;
  if (codeVersion !== undefined) task.codeVersion = codeVersion;
  pool.enter(task);
}

/** The holder's attempt is over, whatever it does: the fence it holds is no longer the current one. */
function takeAway(pool: PoolState, task: TaskRecord, to: Origin, now: number): void {
  pool.endAttempt(task, { now, kind: 'taken-away', outcome: 'reset', status: to });
  task.fence += 1;
}

function cancel(pool: PoolState, task: TaskRecord, now: number): ChangeResult {
  if (isEnded(task.status)) return 'already-ended';
  if (task.status === 'running') {
    task.cancelRequested = true;
    return 'requested';
  }
  pool.leave(task);
  task.status = 'cancelled';
  task.availableAt = undefined;
  task.endedAt = now;
  pool.enter(task);
  return 'cancelled';
}

function replace(
  pool: PoolState,
  task: TaskRecord,
  change: AdminChange & { kind: 'replace' },
  now: number,
): ChangeResult {
  if (task.status === 'running' && !change.force) return 'running';
  const owner = pool.byKey.get(change.key);
  if (owner !== undefined && owner !== task) return 'duplicate';
  const delayedUntil = task.status === 'waiting' ? task.availableAt : undefined;
  pool.byKey.delete(task.key);
  pool.byKey.set(change.key, task);
  task.key = change.key;
  task.definition = change.definition;
  task.parsed = undefined;
  resetRecord(pool, task, 'waiting', undefined, now);
  if (delayedUntil !== undefined) {
    reindexed(pool, task, () => {
      task.availableAt = delayedUntil;
    });
  }
  return 'changed';
}

function retag(task: TaskRecord, change: AdminChange & { kind: 'tag' }): ChangeResult {
  const gone = new Set(change.unset);
  const kept = Object.entries(task.tags).filter(([name]) => !gone.has(name));
  task.tags = copyTags({ ...Object.fromEntries(kept), ...change.set });
  return 'changed';
}

function reindexed(pool: PoolState, task: TaskRecord, edit: () => void): ChangeResult {
  pool.leave(task);
  edit();
  pool.enter(task);
  return 'changed';
}
