import { InvalidArgumentError, TaskNotFoundError } from '../errors/task-errors.js';
import type { Claim } from '../task/claim.js';
import type { TaskStatus } from '../task/status.js';
import { HeldTask } from './held-task.js';
import { storeResult } from './large-values.js';
import type { ManagerContext } from './manager-context.js';
import { requireOneOf, show } from './require-argument.js';
import { commitStored, failClaim, releaseClaim } from './settle-claim.js';

/** How an attempt ends that has a result. */
export interface CommitOptions {
  /** `done`, the default, or `part_done`: the task waits for its next step. */
  readonly status?: 'done' | 'part_done';
}

/** How a claim is given back. */
export interface ReturnOptions {
  /** The status to return to: the one it was claimed from, the default, or `failed`, which ends it whatever attempts are left. */
  readonly status?: 'waiting' | 'part_done' | 'failed';
  /** What went wrong. Without one the task is given back, and no attempt is used. */
  readonly error?: unknown;
  /** How long until it can be claimed again, ms. Default: with an error the task's backoff, else none. */
  readonly delayMs?: number;
}

/** A claim as plain data, or the task that holds it. */
export type ClaimLike = Claim | HeldTask;

/** @throws what `HeldTask.commit` throws */
export async function commitResult(
  context: ManagerContext,
  claim: ClaimLike,
  result: unknown,
  options: CommitOptions,
): Promise<TaskStatus> {
  const status = requireOneOf('status', options.status ?? 'done', ['done', 'part_done']);
  if (claim instanceof HeldTask) return claim.commit(result, { status });
  requireClaim(context, claim);
  return commitStored(context, claim, await storeResult(context, claim, result), status);
}

/** @throws ClaimLostError, InvalidArgumentError, TaskNotFoundError */
export async function returnTask(
  context: ManagerContext,
  claim: ClaimLike,
  options: ReturnOptions,
): Promise<TaskStatus> {
  const held = claim instanceof HeldTask ? claim : undefined;
  const plain = claim instanceof HeldTask ? claim.claim : requireClaim(context, claim);
  const { origin } = plain;
  const status = requireOneOf('status', options.status ?? origin, ['waiting', 'part_done', 'failed']);
  if (status !== 'failed' && status !== origin) {
    throw new InvalidArgumentError(
      'status',
      `task ${plain.taskId} was claimed from ${origin} and returns there, not to ${status}. To start it over, reset it afterwards.`,
    );
  }
  const delay = options.delayMs === undefined ? {} : { delayMs: options.delayMs };
  if (status !== 'failed' && options.error === undefined) {
    return held === undefined ? releaseClaim(context, plain, options.delayMs) : held.release(delay);
  }
  const error = options.error ?? new Error('The task was returned as failed.');
  const ending = { ...delay, ...(status === 'failed' ? { final: true } : {}) };
  if (held !== undefined) return held.fail(error, ending);
  const [task] = await context.call(() => context.store.read(context.pool, [plain.taskId], []));
  if (task === undefined) throw new TaskNotFoundError(context.pool, plain.taskId);
  return failClaim(context, plain, error, { attempt: task.attempts, backoff: task.backoff }, ending);
}

function requireClaim(context: ManagerContext, claim: Claim): Claim {
  if (
    typeof claim !== 'object' ||
    claim === null ||
    typeof claim.taskId !== 'string' ||
    !Number.isInteger(claim.fence)
  ) {
    throw new InvalidArgumentError('claim', `must be a claim or a task that was fetched, not ${show(claim)}.`);
  }
  if (claim.pool !== context.pool) {
    throw new InvalidArgumentError('claim', `is of pool "${claim.pool}", this manager is of pool "${context.pool}".`);
  }
  return claim;
}
