import type { JsonValue } from '@windrow/core';
import { toProgress } from '../../worker/progress-value.js';

const EVERY_MS = 100;

/** Passes on the newest progress, at most ten times a second. The first goes at once, also from a function that blocks its thread. */
export class ProgressThrottle {
  #toldAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #latest: JsonValue | undefined;

  constructor(private readonly send: (value: JsonValue) => void) {}

  /** @throws InvalidArgumentError for what is no JSON, or too long */
  tell(value: unknown): void {
    this.#latest = toProgress(value);
    const waitMs = this.#toldAt + EVERY_MS - performance.now();
    if (waitMs <= 0) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), waitMs);
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#toldAt = performance.now();
    if (this.#latest !== undefined) this.send(this.#latest);
    this.#latest = undefined;
  }
}
