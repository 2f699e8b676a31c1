import type { ClaimedTask, ClaimRequest, NewTask } from '@windrow/core';
import { isMatch } from './reading.js';
import type { ToyTask } from './toy-data.js';

export function makeTask(task: NewTask, seq: number, now: number): ToyTask {
  const { delayMs, availableAt, ...fields } = structuredClone(task);
  const until = availableAt ?? now + (delayMs ?? 0);
  return {
    ...fields,
    seq,
    createdAt: now,
    availableAt: until > now ? until : undefined,
    status: 'waiting',
    fence: 0,
    attempts: 0,
    cancelRequested: false,
    history: [],
    totals: {},
  };
}

export function inOrder(tasks: readonly ToyTask[]): readonly ToyTask[] {
  return tasks.toSorted((a, b) => b.priority - a.priority || a.seq - b.seq);
}

export function eligible(tasks: readonly ToyTask[], request: ClaimRequest, now: number): readonly ToyTask[] {
  const ready = tasks.filter(
    ({ status, route, availableAt = now }) =>
      status === request.from && request.routes.includes(route) && availableAt <= now,
  );
  return inOrder(ready.filter((task) => isMatch(task, request.filter))).slice(0, request.limit);
}

export function start(task: ToyTask, { from, workerId, requestId, leaseMs }: ClaimRequest, now: number): void {
  Object.assign(task, {
    status: 'running',
    origin: from,
    workerId,
    requestId,
    leaseUntil: now + leaseMs,
    startedAt: now,
  });
  task.fence += 1;
  task.attempts += 1;
  task.availableAt = task.progress = undefined;
}

export function claimed(pool: string, task: ToyTask): ClaimedTask {
  const { id: taskId, fence, origin = 'waiting', leaseUntil = 0, workerId = '', attempts: attempt } = task;
  const { key, definition, maxAttempts, backoff, priority, tags, timeLimitMs, codeVersion, stepResult } = task;
  return structuredClone({
    claim: { pool, taskId, fence, origin, leaseUntil, workerId },
    ...{ key, definition, attempt, maxAttempts, backoff, priority, tags },
    ...(timeLimitMs !== undefined && { timeLimitMs }),
    ...(codeVersion !== undefined && { codeVersion }),
    ...(origin === 'part_done' && stepResult !== undefined && { stepResult }),
  });
}
