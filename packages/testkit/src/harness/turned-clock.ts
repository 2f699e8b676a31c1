import type { Clock } from '@windrow/core';

/** A clock that stands still until it is turned: what a harness gives to all clients of a store with an injected clock. */
export class TurnedClock implements Clock {
  #now: number;

  /** @param start epoch ms */
  constructor(start: number = Date.UTC(2024, 0, 2)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  /** Turns it by `ms`, which may be negative. */
  readonly advance = async (ms: number): Promise<void> => {
    this.#now += ms;
  };
}
