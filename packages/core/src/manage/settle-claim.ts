import { ClaimLostError } from '../errors/task-errors.js';
import type { Settlement } from '../store/attempt-transitions.js';
import type { StoredResult } from '../store/stored-task.js';
import type { AttemptError } from '../task/attempt.js';
import { type Backoff, backoffDelayMs } from '../task/backoff.js';
import type { Claim } from '../task/claim.js';
import type { TaskStatus } from '../task/status.js';
import { toAttemptError } from './attempt-error.js';
import { assertResultThere } from './large-values.js';
import type { ManagerContext } from './manager-context.js';
import { requireDurationMs } from './require-argument.js';
import { isFinalError } from './retry-policy.js';

/** How an attempt ends that went wrong. */
export interface FailOptions {
  /** Ends the task as `failed` whatever attempts are left. Default: as the retry policy says. */
  readonly final?: boolean;
  /** Wait before the next attempt. Default: the task's backoff. */
  readonly delayMs?: number;
}

/**
 * Ends an attempt, repeated under the same fence while the store is not available.
 *
 * @returns the status that the task has now
 * @throws ClaimLostError
 */
export async function settleClaim(
  context: ManagerContext,
  claim: Claim,
  end: Settlement,
  operation: string,
): Promise<TaskStatus> {
  const [outcome] = await context.call(() => context.store.settle([{ claim, end }]));
  if (outcome?.kind !== 'settled') throw new ClaimLostError(claim, outcome?.current, operation);
  context.wake(outcome.status === 'waiting' || outcome.status === 'part_done');
  return outcome.status;
}

/** @throws ClaimLostError, ArtifactMissingError */
export async function commitStored(
  context: ManagerContext,
  claim: Claim,
  result: StoredResult | undefined,
  status: 'done' | 'part_done',
): Promise<TaskStatus> {
  await assertResultThere(context, claim, result);
  const end: Settlement = { kind: status, ...(result === undefined ? {} : { result }) };
  return settleClaim(context, claim, end, 'commit');
}

/** @throws ClaimLostError */
export async function failClaim(
  context: ManagerContext,
  claim: Claim,
  thrown: unknown,
  task: { readonly attempt: number; readonly backoff: Backoff },
  options: FailOptions = {},
): Promise<TaskStatus> {
  const error: AttemptError = toAttemptError(thrown);
  const final = options.final ?? isFinalError(error, context.options.retry);
  const delayMs =
    options.delayMs === undefined
      ? backoffDelayMs(task.backoff, task.attempt, Math.random())
      : requireDurationMs('delayMs', options.delayMs, 0);
  return settleClaim(context, claim, { kind: 'error', error, final, delayMs }, 'fail');
}

/** @throws ClaimLostError */
export async function releaseClaim(context: ManagerContext, claim: Claim, delayMs = 0): Promise<TaskStatus> {
  const delay = requireDurationMs('delayMs', delayMs, 0);
  return settleClaim(context, claim, { kind: 'release', delayMs: delay }, 'release');
}
