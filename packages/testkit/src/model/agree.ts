import { isEnded, type StoredResult, type StoredTask, TASK_STATUSES, type TaskStore } from '@windrow/core';
import { expect } from 'vitest';
import { EVERY_FIELD } from '../task-store/bench.js';
import type { ModelPool, Span } from './model-pool.js';
import type { ModelTask } from './model-task.js';

/** Compares everything that the store holds with everything that the reference holds; takes over what the contract leaves open. */
export async function agree(store: TaskStore, pool: string, model: ModelPool): Promise<void> {
  const from = await store.now();
  const { tasks, cursor } = await store.list(pool, { fields: EVERY_FIELD, limit: 1_000 });
  const span = { from, to: await store.now() };
  expect(cursor).toBeUndefined();
  expect(tasks.map(({ id }) => id)).toEqual(model.tasks.map(({ id }) => id));
  for (const [i, task] of model.tasks.entries()) {
    const stored = tasks[i];
    if (stored !== undefined) compare(task, stored, span);
  }
  expect(await store.count(pool)).toEqual(
    Object.fromEntries(TASK_STATUSES.map((status) => [status, model.tasks.filter((t) => t.status === status).length])),
  );
}

function compare(task: ModelTask, stored: StoredTask, span: Span): void {
  if (task.fenceRaised) {
    expect(stored.fence).toBeGreaterThan(task.fence);
    task.fence = stored.fence;
    task.fenceRaised = false;
  }
  compareDelay(task, stored, span);
  const seen = {
    key: stored.key,
    definition: stored.definition,
    priority: stored.priority,
    tags: stored.tags,
    status: stored.status,
    fence: stored.fence,
    attempts: stored.attempts,
    origin: stored.origin,
    workerId: stored.workerId,
    leaseUntil: stored.leaseUntil,
    cancelRequested: stored.cancelRequested && !isEnded(stored.status),
    result: plain(stored.result),
    stepResult: plain(stored.stepResult),
    history: stored.history?.attempts.map(({ fence, outcome }) => ({ fence, outcome })) ?? [],
    ended: stored.endedAt !== undefined && isEnded(stored.status),
  };
  expect(seen).toEqual({
    key: task.key,
    definition: task.definition,
    priority: task.priority,
    tags: task.tags,
    status: task.status,
    fence: task.fence,
    attempts: task.attempts,
    origin: task.origin,
    workerId: task.workerId,
    leaseUntil: task.leaseUntil,
    cancelRequested: task.cancelRequested && !isEnded(task.status),
    result: task.status === 'done' ? plain(task.result) : undefined,
    stepResult: plain(task.stepResult),
    history: task.history,
    ended: isEnded(task.status),
  });
}

/** A delay that is over may be gone from the task or not: a claim may have put it into its place, or nobody has yet. */
function compareDelay(task: ModelTask, stored: StoredTask, span: Span): void {
  const { delay } = task;
  task.delay = undefined;
  // Over already: the comparison below knows what may have become of it.
  if (delay !== undefined && delay !== 'open') task.availableAt = delay.least;
  if (delay === 'open') task.availableAt = stored.availableAt;
  else if (delay !== undefined && stored.availableAt !== undefined) {
    expect(stored.availableAt).toBeGreaterThanOrEqual(delay.least);
    expect(stored.availableAt).toBeLessThanOrEqual(delay.most);
    task.availableAt = stored.availableAt;
  }
  if (task.status !== 'waiting' && task.status !== 'part_done') {
    expect(stored.availableAt).toBeUndefined();
    task.availableAt = undefined;
  } else if (stored.availableAt !== task.availableAt) {
    expect(stored.availableAt).toBeUndefined();
    expect(task.availableAt).toBeLessThanOrEqual(span.to);
    task.availableAt = undefined;
  }
}

function plain(result: StoredResult | undefined): unknown {
  return result?.kind === 'inline' ? { ...result, bytes: [...result.bytes] } : result;
}
