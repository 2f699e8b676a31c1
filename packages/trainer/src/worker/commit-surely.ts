import { setTimeout as sleep } from 'node:timers/promises';
import { type HeldTask, type StoredResult, TaskAbortedError, type TaskStatus, WindrowError } from '@windrow/core';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;
/** An error that no contract knows may be there for ever. */
const UNKNOWN_TRIES = 5;

/** `refused`: the attempt cannot end with this result. */
export type CommitOutcome =
  | { readonly kind: 'committed'; readonly status: TaskStatus }
  | { readonly kind: 'refused'; readonly error: unknown };

/**
 * Ends an attempt with its result, whatever the store does meanwhile: training is not done again because a store was away for a while.
 * It is tried again, under the same fence, until the claim is lost or the worker has to leave.
 *
 * @param storeFailed told of each failure that is the store's
 * @param sent told once, when the end has been handed to the store for the first time
 * @throws what the store failed with last: nobody knows then whether it has the end
 */
export async function commitSurely(
  task: HeldTask,
  result: unknown,
  status: 'done' | 'part_done',
  storeFailed: (error: unknown) => void,
  sent: () => void,
): Promise<CommitOutcome> {
  let stored: StoredResult | undefined;
  try {
    stored = await repeat(task, storeFailed, isRetryable, () => task.storeResult(result));
  } catch (error) {
    // Encoding runs the user's own code, which may throw anything.
    if (isOfTheStore(error)) throw error;
    return { kind: 'refused', error };
  }
  let unknown = 0;
  const mayPass = (error: unknown): boolean =>
    isRetryable(error) || (!WindrowError.is(error) && ++unknown < UNKNOWN_TRIES);
  let tries = 0;
  const send = (): Promise<TaskStatus> => {
    const end = task.commitStored(stored, status);
    if (++tries === 1) sent();
    return end;
  };
  try {
    return { kind: 'committed', status: await repeat(task, storeFailed, mayPass, send) };
  } catch (error) {
    if (isOfTheStore(error) || !WindrowError.is(error)) throw error;
    return { kind: 'refused', error };
  }
}

async function repeat<T>(
  task: HeldTask,
  storeFailed: (error: unknown) => void,
  mayPass: (error: unknown) => boolean,
  run: () => Promise<T>,
): Promise<T> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
    try {
      return await run();
    } catch (error) {
      if (!mayPass(error) || hasToLeave(task)) throw error;
      storeFailed(error);
      await sleep(pauseMs * (0.5 + Math.random() / 2));
    }
  }
}

/** A cancel that came late does not keep a result from being stored. */
function hasToLeave({ signal }: HeldTask): boolean {
  const reason: unknown = signal.reason;
  return signal.aborted && reason instanceof TaskAbortedError && reason.code !== 'CANCELLED';
}

function isRetryable(error: unknown): boolean {
  return WindrowError.is(error) && error.retryable;
}

export function isOfTheStore(error: unknown): boolean {
  return WindrowError.is(error) && error.code.startsWith('STORE_');
}
