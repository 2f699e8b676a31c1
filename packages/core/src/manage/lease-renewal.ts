import { WindrowError } from '@windrow/frame';
import type { HeldTask } from './held-task.js';

/**
 * Renews one held task every third of its lease until it is ended, its claim is lost, or nobody has the task object any more:
 * what was forgotten is not held for ever. A store that cannot be reached is asked again. The timer keeps no process alive.
 *
 * @returns a function that stops it
 */
export function keepRenewed(task: HeldTask, leaseMs: number): () => void {
  const held = new WeakRef(task);
  const everyMs = Math.max(1, Math.floor(leaseMs / 3));
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const stop = (): void => {
    stopped = true;
    clearTimeout(timer);
  };
  const next = (): void => {
    if (!stopped) timer = setTimeout(beat, everyMs).unref();
  };
  const beat = (): void => {
    held
      .deref()
      ?.renew()
      .then(next, (error: unknown) => {
        // Lost for good: the signal is aborted, and whoever commits will hear it too.
        if (!WindrowError.is(error, 'CLAIM_LOST')) next();
      });
  };
  task.onEnd(stop);
  next();
  return stop;
}
