import type { AttemptOutcome, NewTask, Origin, Settlement, StoredResult, TagValue, TaskStatus } from '@windrow/core';
import { isEnded } from '@windrow/core';

/** When a task that was just delayed becomes available, or that the contract does not say. */
export type DelayAnswer = 'open' | { readonly least: number; readonly most: number };

/** A task of the reference: what the contract says about it, and nothing about how it is stored. */
export interface ModelTask {
  readonly id: string;
  key: string;
  definition: string;
  priority: number;
  readonly route: string;
  readonly maxAttempts: number;
  tags: Readonly<Record<string, TagValue>>;
  status: TaskStatus;
  fence: number;
  /** The fence was raised by a forced change: the store says by how much. */
  fenceRaised: boolean;
  attempts: number;
  origin: Origin | undefined;
  workerId: string | undefined;
  leaseUntil: number | undefined;
  availableAt: number | undefined;
  /** What the store is about to say of the delay: any instant where the contract leaves it open. */
  delay: DelayAnswer | undefined;
  cancelRequested: boolean;
  result: StoredResult | undefined;
  stepResult: StoredResult | undefined;
  readonly history: { readonly fence: number; readonly outcome: AttemptOutcome }[];
  /** The last end that a holder gave. `fading`: an attempt was taken away since, so a store may remember that one instead. */
  lastEnd: { readonly fence: number; readonly kind: Settlement['kind']; readonly fading: boolean } | undefined;
}

export function submitted(task: NewTask, availableAt: number | undefined): ModelTask {
  const { id, key, definition, priority, route, maxAttempts, tags } = task;
  return {
    id,
    key,
    definition,
    priority,
    route,
    maxAttempts,
    tags,
    status: 'waiting',
    fence: 0,
    fenceRaised: false,
    attempts: 0,
    origin: undefined,
    workerId: undefined,
    leaseUntil: undefined,
    availableAt,
    delay: undefined,
    cancelRequested: false,
    result: undefined,
    stepResult: undefined,
    history: [],
    lastEnd: undefined,
  };
}

/** Ends the running attempt. */
export function endAttempt(task: ModelTask, outcome: AttemptOutcome, status: TaskStatus): void {
  const stopped = isEnded(status) && status === 'cancelled' && (outcome === 'error' || outcome === 'released');
  task.history.push({ fence: task.fence, outcome: stopped ? 'cancelled' : outcome });
  task.status = status;
  task.origin = undefined;
  task.workerId = undefined;
  task.leaseUntil = undefined;
}

/** Where a task goes whose attempt came to nothing. */
export function returned(task: ModelTask): TaskStatus {
  if (task.cancelRequested) return 'cancelled';
  return task.attempts >= task.maxAttempts ? 'failed' : (task.origin ?? 'waiting');
}

/** Applies an end that is known to be the current holder's. */
export function settle(task: ModelTask, end: Settlement): void {
  task.lastEnd = { fence: task.fence, kind: end.kind, fading: false };
  switch (end.kind) {
    case 'done':
      task.result = end.result;
      endAttempt(task, 'done', 'done');
      return;
    case 'part_done':
      task.stepResult = end.result;
      task.attempts = 0;
      endAttempt(task, 'part_done', task.cancelRequested ? 'cancelled' : 'part_done');
      return;
    case 'error':
      endAttempt(task, 'error', end.final ? 'failed' : returned(task));
      return;
    case 'release':
      task.attempts -= 1;
      endAttempt(task, 'released', returned(task));
  }
}

/** The running attempt is taken away from its holder. */
export function fade(task: ModelTask): void {
  if (task.lastEnd !== undefined) task.lastEnd = { ...task.lastEnd, fading: true };
}

/** Starts the task over, by hand. */
export function restart(task: ModelTask, to: Origin): void {
  if (task.status === 'running') {
    fade(task);
    endAttempt(task, 'reset', to);
    task.fenceRaised = true;
  }
  task.delay = isEnded(task.status) ? undefined : 'open';
  task.status = to;
  task.attempts = 0;
  task.cancelRequested = false;
  task.result = undefined;
  if (to === 'waiting') task.stepResult = undefined;
}
