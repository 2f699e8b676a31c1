/** The machine's clock as a port, so that tests can turn it. */
export interface Clock {
  /** Epoch ms. */
  now(): number;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };
