import { TaskAbortedError } from '../errors/manager-errors.js';
import { ClaimLostError } from '../errors/task-errors.js';
import { type ClaimOptions, claimOne } from './claim-tasks.js';
import type { HeldTask } from './held-task.js';
import { keepRenewed } from './lease-renewal.js';
import type { ManagerContext } from './manager-context.js';
import { requireOneOf } from './require-argument.js';
import { onTermination } from './termination.js';

/** Which task `withTask` takes, and how it ends. */
export interface WithTaskOptions extends ClaimOptions {
  /** What a returned value ends the task as: `done`, the default, or `part_done`. */
  readonly commitAs?: 'done' | 'part_done';
  /** Gives the task back. */
  readonly signal?: AbortSignal;
  /** Gives the task back on SIGINT and SIGTERM. Off by default: the process is its owner's. */
  readonly handleSignals?: boolean;
}

/** What `withTask` did. */
export interface WithTaskResult<T> {
  readonly taskId: string;
  /** What the function returned. */
  readonly value: T;
}

/** What runs here now, so that it is not collected as garbage. */
const working = new Set<HeldTask>();

/**
 * Claims one task, keeps its lease while `run` works on it, and ends it: with what `run` returned, unless it ended the task
 * itself; as a failed attempt when it threw; given back, with no attempt used, when a signal asked to stop. Whatever `run` threw is
 * thrown again afterwards. A task that was cancelled meanwhile becomes `cancelled`.
 */
export async function withTask<T>(
  context: ManagerContext,
  options: WithTaskOptions,
  run: (task: HeldTask) => T | Promise<T>,
): Promise<WithTaskResult<T> | undefined> {
  const commitAs = requireOneOf('commitAs', options.commitAs ?? 'done', ['done', 'part_done']);
  options.signal?.throwIfAborted();
  const task = await claimOne(context, options);
  if (task === undefined) return undefined;
  const stopRenewal = keepRenewed(task, options.leaseMs ?? (await context.leaseMs()));
  // The renewal forgets a task that nobody has any more. A function that only waits for its signal has nobody but itself.
  working.add(task);
  const shutDown = (cause: unknown): void => task.abort(new TaskAbortedError('SHUTDOWN', task.id, { cause }));
  const onAbort = (): void => shutDown(options.signal?.reason);
  options.signal?.addEventListener('abort', onAbort, { once: true });
  const forgetSignals = options.handleSignals === true ? onTermination(shutDown) : undefined;
  try {
    const value = await run(task);
    if (!task.ended) await task.commit(value, { status: commitAs });
    return { taskId: task.id, value };
  } catch (error) {
    if (!task.ended) await endBadly(task, error);
    throw error;
  } finally {
    working.delete(task);
    stopRenewal();
    forgetSignals?.();
    options.signal?.removeEventListener('abort', onAbort);
  }
}

/** The error itself is what the caller hears; that the claim was lost on top of it changes nothing. */
async function endBadly(task: HeldTask, error: unknown): Promise<void> {
  if (error instanceof ClaimLostError) return;
  try {
    // A task that was asked to stop becomes `cancelled` when it is given back.
    await (task.signal.aborted ? task.release() : task.fail(error));
  } catch (lost) {
    if (!(lost instanceof ClaimLostError)) throw lost;
  }
}
