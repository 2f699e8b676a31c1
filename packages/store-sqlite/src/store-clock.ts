import type { Clock } from '@windrow/core';

/**
 * The machine's clock, kept from running backwards: by what this process has seen, and by the high-water mark that every write
 * leaves in the file. A clock that was set back stands still until it has caught up.
 */
export class StoreClock {
  readonly #clock: Clock;
  #latest = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whole epoch ms, never below `mark` nor below what was returned before. */
  now(mark: number = 0): number {
    const now = Math.floor(this.#clock.now());
    if (now > this.#latest) this.#latest = now;
    if (mark > this.#latest) this.#latest = mark;
    return this.#latest;
  }
}
