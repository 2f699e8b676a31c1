import type { Clock } from '@windrow/core';

/** A server tells whole seconds, and may remember them for a while: so far its header may lag behind. */
const HEADER_LAG_MS = 3_000;

/**
 * The server's clock as far as its `Date` headers tell it: this machine's own while the two may agree, else moved by the least that
 * they differ. MLflow leaves all times to its clients; so a machine whose clock is an hour off does not write times an hour off.
 */
export class SkewedClock implements Clock {
  readonly #own: Clock;
  #skewMs = 0;
  #last = 0;

  constructor(own: Clock) {
    this.#own = own;
  }

  /** Takes the header of an answer. `sent`: by the machine's clock. */
  note(header: string | null, sent: number): void {
    const told = header === null ? Number.NaN : Date.parse(header);
    if (!Number.isFinite(told)) return;
    const least = told - this.#own.now();
    const most = told + HEADER_LAG_MS - sent;
    if (least <= most) this.#skewMs = Math.min(Math.max(0, least), most);
  }

  now(): number {
    return Math.round(this.#own.now() + this.#skewMs);
  }

  /** As `now`, and never the same twice: what is made later has a later time. */
  next(): number {
    this.#last = Math.max(this.#last + 1, this.now());
    return this.#last;
  }
}
