/** How long a failed task waits before its next attempt. */
export interface Backoff {
  /** Delay after the first failed attempt, ms. */
  readonly initialMs: number;
  /** Each further attempt waits this many times longer; ≥ 1. */
  readonly factor: number;
  /** Upper bound of the delay, ms. */
  readonly maxMs: number;
  /** Share of the delay that is random, 0 (none) to 1 (anything from nothing to the full delay). */
  readonly jitter: number;
}

/**
 * The delay after attempt number `attempt` (1 is the first) has failed, in whole ms.
 * `random` is a number in [0, 1), given by the caller so that the function stays pure.
 */
export function backoffDelayMs(backoff: Backoff, attempt: number, random: number): number {
  const grown = Math.min(Number.MAX_VALUE, backoff.factor ** Math.max(0, attempt - 1));
  const full = Math.min(backoff.maxMs, backoff.initialMs * grown);
  return Math.round(full * (1 - backoff.jitter * random));
}
