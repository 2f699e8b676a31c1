import { type HeldTask, type JsonValue, TaskAbortedError, type TaskStatus, WindrowError } from '@windrow/core';
import type { Executor } from '../isolate/executor.js';
import { commitSurely, isOfTheStore } from './commit-surely.js';
import type { ResolvedWorkerOptions } from './worker-options.js';

export interface AttemptEnd {
  readonly status: TaskStatus | 'lost';
  /** The worker cannot go on: its train function cannot be loaded any more. */
  readonly broken?: boolean;
  readonly kind: 'committed' | 'failed' | 'released' | 'lost';
  readonly error?: unknown;
}

export interface AttemptParts {
  readonly task: HeldTask;
  readonly executor: Executor;
  readonly options: ResolvedWorkerOptions;
  progress(value: JsonValue): void;
  log(message: string): void;
  /** The result is on its way to the store, and nothing is to be done after it. */
  ending(): void;
  /** The store did not do as it should; the end of the attempt is tried again. */
  storeFailed(error: unknown): void;
  /** What was done around the attempt failed; the task has ended all the same. */
  hookFailed(error: unknown): void;
}

/** These ends are the same on every attempt, so another one would only cost time. */
const HOPELESS = ['CODEC', 'PAYLOAD_TOO_LARGE'];

/**
 * Runs the train function on one held task and ends the attempt: committed with what it returned, failed with what it threw, given
 * back on shutdown, left alone when the lease is lost. Never throws for anything the train function does.
 */
export async function runAttempt(parts: AttemptParts): Promise<AttemptEnd> {
  const { task, options } = parts;
  const stopTimer = limitTime(task, task.timeLimitMs ?? options.timeLimitMs);
  let result: unknown;
  try {
    result = await execute(parts, await inputOf(parts));
  } catch (error) {
    return await endBadly(parts, error);
  } finally {
    stopTimer();
  }
  return commit(parts, result);
}

/** Thrown in place of an error that kept the worker from reading what the train function needs. */
class InputUnavailable {
  constructor(readonly cause: unknown) {}
}

async function inputOf({ task, options }: AttemptParts): Promise<unknown> {
  try {
    await options.hooks?.begin?.(task);
    return task.origin === 'waiting' ? task.definition : await task.stepResult();
  } catch (error) {
    throw isOfTheStore(error) ? new InputUnavailable(error) : error;
  }
}

/** What the train function gives. */
async function execute({ task, executor, options, progress, log }: AttemptParts, input: unknown): Promise<unknown> {
  const { signal, claim, attempt, tags } = task;
  signal.throwIfAborted();
  const stores = options.isolate === 'inline' ? undefined : options.hooks?.stores?.(task);
  const parts = { input, name: task.id, claim, attempt, tags, args: options.args, signal, progress, log };
  return executor.run(stores === undefined ? parts : { ...parts, stores });
}

function limitTime(task: HeldTask, timeLimitMs: number | undefined): () => void {
  if (timeLimitMs === undefined) return () => {};
  const longest = 2 ** 31 - 1;
  const timer = setTimeout(
    () => task.abort(new TaskAbortedError('TIME_LIMIT', task.id)),
    Math.min(timeLimitMs, longest),
  );
  return () => clearTimeout(timer);
}

async function commit(parts: AttemptParts, result: unknown): Promise<AttemptEnd> {
  const { task, options } = parts;
  const reason = abortCode(task);
  // What is over its time has failed, even if it came back; a cancel or a shutdown that was slower loses.
  if (reason === 'TIME_LIMIT' || reason === 'LEASE_LOST') return endBadly(parts, task.signal.reason);
  // Hooks run after the commit, so the place is not free soon.
  const sent = options.hooks === undefined ? () => parts.ending() : () => {};
  const outcome = await commitSurely(task, result, options.after, parts.storeFailed, sent);
  if (outcome.kind === 'refused') return endBadly(parts, outcome.error);
  const { status } = outcome;
  await options.hooks?.committed?.(task, result, status).catch(parts.hookFailed);
  return { status, kind: 'committed' };
}

async function endBadly(parts: AttemptParts, error: unknown): Promise<AttemptEnd> {
  const { task, options } = parts;
  const end = await settleBadly(task, error);
  await options.hooks?.ended?.(task, error, end.status).catch(parts.hookFailed);
  return end;
}

async function settleBadly(task: HeldTask, thrown: unknown): Promise<AttemptEnd> {
  const error = thrown instanceof InputUnavailable ? thrown.cause : thrown;
  if (WindrowError.is(error, 'CLAIM_LOST') || abortCode(task) === 'LEASE_LOST')
    return { status: 'lost', kind: 'lost', error };
  try {
    const reason = abortCode(task);
    if (reason === 'CANCELLED' || reason === 'SHUTDOWN') {
      return { status: await task.release(), kind: 'released', error: task.signal.reason };
    }
    // The train function was never called.
    if (thrown instanceof InputUnavailable) return { status: await task.release(), kind: 'released', error };
    // Not the task's fault: it keeps its attempts, and a worker that cannot run anything must not eat the pool.
    if (WindrowError.is(error, 'HANDLER_LOAD')) {
      return { status: await task.release(), kind: 'released', error, broken: true };
    }
    const cause = reason === 'TIME_LIMIT' ? task.signal.reason : error;
    const hopeless = HOPELESS.some((code) => WindrowError.is(cause, code));
    return { status: await task.fail(cause, hopeless ? { final: true } : {}), kind: 'failed', error: cause };
  } catch (lost) {
    if (WindrowError.is(lost, 'CLAIM_LOST')) return { status: 'lost', kind: 'lost', error: lost };
    throw lost;
  }
}

function abortCode(task: HeldTask): string | undefined {
  return task.signal.aborted && task.signal.reason instanceof TaskAbortedError ? task.signal.reason.code : undefined;
}
