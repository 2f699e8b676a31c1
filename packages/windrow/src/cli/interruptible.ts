import { InterruptedError } from './cli-errors.js';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Runs something that a person may stop: Ctrl-C or SIGTERM aborts its signal, so that it leaves the terminal and the store as they
 * should be; a second one ends the process at once.
 *
 * @param hint what becomes of the work, said when it has stopped
 * @param onStop called at the first signal, for work that takes a while to stop
 * @throws what `run` throws: InterruptedError once it has heard the signal
 */
export async function interruptible<T>(
  hint: string,
  run: (signal: AbortSignal) => Promise<T>,
  onStop: () => void = () => {},
): Promise<T> {
  const abort = new AbortController();
  const stop = (signal: 'SIGINT' | 'SIGTERM'): void => {
    const error = new InterruptedError(`Stopped. ${hint}`, signal);
    if (abort.signal.aborted) process.exit(error.exitCode);
    onStop();
    abort.abort(error);
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    return await run(abort.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}
