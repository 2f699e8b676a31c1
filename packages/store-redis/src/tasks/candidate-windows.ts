import type { Origin } from '@windrow/core';
import type { Candidate } from './claim.js';

const LEAST = 4;
const MOST = 64;

/** The tasks that the next claim will probably take: those that headed the order when the last one was answered. */
export class CandidateWindow {
  #known: readonly Candidate[] = [];
  #spare = LEAST;

  /** How many to ask for, beyond doubt enough when nobody else claims. */
  size(limit: number): number {
    return limit + this.#spare;
  }

  take(limit: number): readonly Candidate[] {
    return this.#known.slice(0, this.size(limit));
  }

  /** They headed the order no more. */
  missed(now: readonly Candidate[]): void {
    this.#known = now;
    this.#spare = Math.min(MOST, this.#spare * 2);
  }

  found(next: readonly Candidate[]): void {
    this.#known = next;
  }
}

/** One window for each way in which a client claims. */
export class CandidateWindows {
  readonly #windows = new Map<string, CandidateWindow>();

  of(pool: string, from: Origin, routes: readonly string[]): CandidateWindow {
    const name = `${pool} ${from} ${routes.join(' ')}`;
    let window = this.#windows.get(name);
    if (window === undefined) {
      window = new CandidateWindow();
      this.#windows.set(name, window);
    }
    return window;
  }
}
