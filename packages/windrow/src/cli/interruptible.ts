import { InterruptedError } from './cli-errors.js';

/**
 * Runs something that a person may stop: Ctrl-C or SIGTERM aborts its signal, so that it leaves the terminal and the store as they
 * should be; a second one ends the process at once.
 *
 * @throws what `run` throws: InterruptedError once it has heard the signal
 */
export async function interruptible<T>(hint: string, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const stop = (): void => {
    if (abort.signal.aborted) process.exit(130);
    abort.abort(new InterruptedError(`Stopped. ${hint}`));
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    return await run(abort.signal);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
