const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Calls `stop` with an error that names the signal at the first SIGINT or SIGTERM; a second one does what it always did.
 *
 * @returns a function that takes the handlers away
 */
export function onTermination(stop: (reason: Error) => void): () => void {
  const forget = (): void => {
    for (const signal of SIGNALS) process.removeListener(signal, handle);
  };
  const handle = (signal: NodeJS.Signals): void => {
    forget();
    stop(new Error(`${signal} was received.`));
  };
  for (const signal of SIGNALS) process.on(signal, handle);
  return forget;
}
