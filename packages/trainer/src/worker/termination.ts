const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
const NUMBERS = { SIGTERM: 15, SIGINT: 2 } as const;

/**
 * Calls `stop` at the first SIGTERM or SIGINT; a second one ends the process at once with the shell's code, 128 + the signal's number.
 *
 * @returns a function that takes the handlers away
 */
export function onTermination(stop: () => void): () => void {
  let asked = false;
  const handle = (signal: NodeJS.Signals): void => {
    if (asked) process.exit(128 + NUMBERS[signal as keyof typeof NUMBERS]);
    asked = true;
    stop();
  };
  for (const signal of SIGNALS) process.on(signal, handle);
  return () => {
    for (const signal of SIGNALS) process.removeListener(signal, handle);
  };
}
