import { constants } from 'node:os';

export interface Interrupt {
  /** Aborted at the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** 128 + the signal's number, as shells count. */
  exitCode(): number;
  /** Takes the handlers away. */
  forget(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Tells once that the person wants to stop; a second signal ends the process at once. */
export function onInterrupt(tell: () => void): Interrupt {
  const controller = new AbortController();
  let code = 0;
  const handle = (signal: NodeJS.Signals): void => {
    code = 128 + constants.signals[signal];
    if (controller.signal.aborted) process.exit(code);
    tell();
    controller.abort(new Error(`stopped by ${signal}`));
  };
  for (const signal of SIGNALS) process.on(signal, handle);
  return {
    signal: controller.signal,
    exitCode: () => code,
    forget: () => {
      for (const signal of SIGNALS) process.removeListener(signal, handle);
    },
  };
}
