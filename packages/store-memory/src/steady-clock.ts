import { type Clock, systemClock } from '@windrow/core';

/** The machine's clock, kept from running backwards: a clock set back stands still until it has caught up. */
export class SteadyClock implements Clock {
  readonly #clock: Clock;
  #latest = 0;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  now(): number {
    const now = this.#clock.now();
    if (now > this.#latest) this.#latest = now;
    return this.#latest;
  }
}
