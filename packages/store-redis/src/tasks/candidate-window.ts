import type { ClaimRequest, Origin } from '@windrow/core';

/** A task that may be claimable. */
export interface Candidate {
  readonly id: string;
  /** Number of its route among those that are claimed from, from 1. */
  readonly route: number;
}

/** How many claims in a row must find the head where it was expected before a client counts as alone again. */
const CALM_AFTER = 8;
/** Beside the first ones, where others claim too. */
const SPARE = 3;

/**
 * The tasks that the next claims will probably take: those that headed the order when it was last read. A script may touch only the
 * keys it was given, so a claim has to name tasks before it knows which it gets.
 */
export class CandidateWindow {
  #known: readonly Candidate[] = [];
  /** Whether others claimed between two steps of this client. */
  #contended = false;
  #calm = 0;

  get mode(): 'head' | 'near' {
    return this.#contended ? 'near' : 'head';
  }

  /** What to name: the first `limit`, and where others claim too some further ones, not the same as they. */
  pick(limit: number): readonly Candidate[] {
    const first = this.#known.slice(0, limit);
    if (!this.#contended || this.#known.length <= limit) return first;
    const rest = this.#known.length - limit;
    const spare = Math.min(rest, Math.max(SPARE, limit));
    const start = Math.floor(Math.random() * (rest - spare + 1)) + limit;
    return [...first, ...this.#known.slice(start, start + spare)];
  }

  /** How many to have named anew in the answer of a claim of `limit`; 0 while there are enough. */
  refill(limit: number): number {
    return this.#known.length >= (this.#contended ? 5 : 3) * limit ? 0 : reach(limit);
  }

  /** The head of the order was somewhere else. */
  missed(now: readonly Candidate[], tries: number): void {
    this.#known = now;
    // Once may be somebody's new task; twice in a row is somebody else's claim.
    if (tries > 0) this.#contended = true;
    this.#calm = 0;
  }

  took(ids: ReadonlySet<string>, exact: boolean, next: readonly Candidate[]): void {
    this.#known = next.length > 0 ? next : this.#known.filter(({ id }) => !ids.has(id));
    this.#calm = exact ? this.#calm + 1 : 0;
    if (this.#calm >= CALM_AFTER) this.#contended = false;
  }
}

/** How far from the head a claim may take (rule 3). */
function reach(limit: number): number {
  return Math.max(64, 4 * limit);
}

/** One window for each way in which a client claims. */
export class CandidateWindows {
  readonly #windows = new Map<string, CandidateWindow>();

  of(pool: string, from: Origin, routes: ClaimRequest['routes']): CandidateWindow {
    const name = `${pool} ${from} ${routes.join(' ')}`;
    let window = this.#windows.get(name);
    if (window === undefined) {
      window = new CandidateWindow();
      this.#windows.set(name, window);
    }
    return window;
  }
}
