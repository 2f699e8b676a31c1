import {
  type ClaimedTask,
  type ClaimRequest,
  type ClaimResult,
  type FilterNode,
  InvalidArgumentError,
  matches,
} from '@windrow/core';
import { requireDuration, requireInteger } from '../require-integer.js';
import type { PoolState } from './pool-state.js';
import { promoteDue } from './reap.js';
import { copyResult } from './stored-result.js';
import { fieldReader } from './task-filter.js';
import type { TaskRecord } from './task-record.js';

const MAX_CLAIM = 1_000;
const MAX_ROUTES = 32;
/** How many due tasks one claim puts into their place; the reaper does the rest. */
const PROMOTED_PER_CLAIM = 1_000;

/** @throws InvalidArgumentError */
export function checkClaim(request: ClaimRequest): void {
  requireInteger('claim.limit', request.limit, 1, MAX_CLAIM);
  requireInteger('claim.routes.length', request.routes.length, 1, MAX_ROUTES);
  requireDuration('claim.leaseMs', request.leaseMs, 1);
  if (request.requestId === '') throw new InvalidArgumentError('claim.requestId', 'must not be empty.');
}

/** Rules 2, 3, 8, 9: takes up to `limit` tasks in claim order; the same request again takes nothing more. */
export function claimTasks(pool: PoolState, request: ClaimRequest, scanLimit: number, now: number): ClaimResult {
  const before = pool.memos.find(request.requestId);
  if (before !== undefined) {
    const held = before.filter(({ task, fence }) => task.status === 'running' && task.fence === fence && !task.removed);
    return result(
      pool,
      held.map(({ task }) => claimedTask(pool.name, task)),
      true,
      now,
    );
  }
  if (pool.settings.values.paused) return result(pool, [], true, now);
  promoteDue(pool, PROMOTED_PER_CLAIM, now);
  const { taken, exhausted } = take(pool, request, scanLimit);
  if (taken.length === 0) return result(pool, [], exhausted, now);
  for (const task of taken) start(pool, task, request, now);
  pool.memos.remember(request.requestId, taken);
  return result(
    pool,
    taken.map((task) => claimedTask(pool.name, task)),
    exhausted,
    now,
  );
}

function take(
  pool: PoolState,
  request: ClaimRequest,
  scanLimit: number,
): { readonly taken: readonly TaskRecord[]; readonly exhausted: boolean } {
  const index = pool.ready[request.from];
  if (request.filter === undefined) return { taken: index.take(request.routes, request.limit), exhausted: true };
  const found = scan(index.scan(request.routes), request.filter, request.limit, scanLimit);
  for (const task of found.taken) index.remove(task);
  return found;
}

function scan(
  tasks: Iterable<TaskRecord>,
  filter: FilterNode,
  limit: number,
  scanLimit: number,
): { readonly taken: readonly TaskRecord[]; readonly exhausted: boolean } {
  const taken: TaskRecord[] = [];
  let seen = 0;
  for (const task of tasks) {
    if (seen === scanLimit) return { taken, exhausted: false };
    seen += 1;
    if (!matches(filter, fieldReader(task))) continue;
    taken.push(task);
    if (taken.length === limit) break;
  }
  return { taken, exhausted: true };
}

/** The task is out of its ready index already. */
function start(pool: PoolState, task: TaskRecord, request: ClaimRequest, now: number): void {
  pool.counts[request.from] -= 1;
  task.status = 'running';
  task.origin = request.from;
  task.fence += 1;
  task.attempts += 1;
  task.workerId = request.workerId;
  task.leaseUntil = now + request.leaseMs;
  task.startedAt = now;
  task.progress = undefined;
  pool.enter(task);
}

function result(pool: PoolState, tasks: readonly ClaimedTask[], exhausted: boolean, now: number): ClaimResult {
  const due = Math.min(pool.leases.next() ?? Number.POSITIVE_INFINITY, pool.delays.next() ?? Number.POSITIVE_INFINITY);
  return due === Number.POSITIVE_INFINITY
    ? { tasks, exhausted }
    : { tasks, exhausted, nextDueInMs: Math.max(0, due - now) };
}

function claimedTask(pool: string, task: TaskRecord): ClaimedTask {
  const claimed: { -readonly [K in keyof ClaimedTask]: ClaimedTask[K] } = {
    claim: Object.freeze({
      pool,
      taskId: task.id,
      fence: task.fence,
      origin: task.origin as 'waiting' | 'part_done',
      leaseUntil: task.leaseUntil as number,
      workerId: task.workerId as string,
    }),
    key: task.key,
    definition: task.definition,
    attempt: task.attempts,
    maxAttempts: task.maxAttempts,
    backoff: task.backoff,
    priority: task.priority,
    tags: task.tags,
  };
  if (task.origin === 'part_done' && task.stepResult !== undefined) claimed.stepResult = copyResult(task.stepResult);
  if (task.timeLimitMs !== undefined) claimed.timeLimitMs = task.timeLimitMs;
  if (task.codeVersion !== undefined) claimed.codeVersion = task.codeVersion;
  return claimed;
}
