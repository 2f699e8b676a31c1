import type { ImportedTask } from '../../store/imported-task.js';
import type { StoredTask } from '../../store/stored-task.js';
import { type AttemptHistory, type AttemptOutcome, type AttemptRecord, HISTORY_LIMIT } from '../../task/attempt.js';
import { isEnded, type TaskStatus } from '../../task/status.js';

type RestingStatus = Exclude<TaskStatus, 'running'>;

/** The status that a copy is to have: a running task goes back to where it was claimed from, unless it was asked to stop. */
export function restingStatus({ status, origin, cancelRequested }: StoredTask): RestingStatus {
  if (status !== 'running') return status;
  return cancelRequested ? 'cancelled' : (origin ?? 'waiting');
}

/**
 * A task as its copy is to be. One that runs is taken from its holder, as a reset by force would: the attempt stays in the history and
 * is given back, and the fence is raised, so that the holder's end is refused wherever the copy lies.
 *
 * @param at when it was taken away, epoch ms
 */
export function atRest(task: StoredTask, at: number): ImportedTask {
  const { seq, origin, workerId, leaseUntil, availableAt, definition = '', history = NO_HISTORY, ...kept } = task;
  const status = restingStatus(task);
  const copy: ImportedTask = {
    ...kept,
    status,
    definition,
    history,
    ...(availableAt === undefined ? {} : { availableAt: Math.ceil(availableAt) }),
  };
  if (task.status !== 'running') return copy;
  const { progress, ...taken } = copy;
  const attempt: AttemptRecord = {
    workerId: workerId ?? '',
    fence: task.fence,
    startedAt: task.startedAt ?? at,
    endedAt: Math.max(at, task.startedAt ?? at),
    outcome: status === 'cancelled' ? 'cancelled' : 'reset',
  };
  return {
    ...taken,
    fence: task.fence + 1,
    attempts: Math.max(0, task.attempts - 1),
    history: withAttempt(history, attempt),
    ...(isEnded(status) ? { endedAt: attempt.endedAt } : {}),
  };
}

const NO_HISTORY: AttemptHistory = Object.freeze({ attempts: Object.freeze([]), totals: Object.freeze({}) });

function withAttempt({ attempts, totals }: AttemptHistory, attempt: AttemptRecord): AttemptHistory {
  const { outcome }: { readonly outcome: AttemptOutcome } = attempt;
  return {
    attempts: [...attempts, attempt].slice(-HISTORY_LIMIT),
    totals: { ...totals, [outcome]: (totals[outcome] ?? 0) + 1 },
  };
}
