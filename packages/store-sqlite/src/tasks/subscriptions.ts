import type { TaskEvent, Unsubscribe } from '@windrow/core';
import type { WakeFile } from '../wake/wake-file.js';

type Listener = (event: TaskEvent) => void;

/** The listeners of one store, by pool: told at once of what this store did, and by the wake file of what other processes did. */
export class Subscriptions {
  readonly #wake: WakeFile;
  readonly #wakesOf: (pool: string) => number;
  readonly #listeners = new Map<string, Set<Listener>>();
  /** How often each pool has been woken, as far as its listeners know. */
  readonly #known = new Map<string, number>();

  /** @param wakesOf reads how often work has become claimable in a pool */
  constructor(wake: WakeFile, wakesOf: (pool: string) => number) {
    this.#wake = wake;
    this.#wakesOf = wakesOf;
  }

  add(pool: string, listener: Listener): Unsubscribe {
    if (this.#listeners.size === 0) this.#wake.watch(() => this.#woken());
    const listeners = this.#listeners.get(pool) ?? new Set();
    // One function given twice is two subscriptions.
    const own: Listener = (event) => listener(event);
    listeners.add(own);
    this.#listeners.set(pool, listeners);
    if (!this.#known.has(pool)) this.#known.set(pool, this.#wakesOf(pool));
    return async () => {
      listeners.delete(own);
      if (listeners.size > 0 || this.#listeners.get(pool) !== listeners) return;
      this.#listeners.delete(pool);
      this.#known.delete(pool);
      if (this.#listeners.size === 0) this.#wake.unwatch();
    };
  }

  /** Tells of what this store has done. */
  tell(event: TaskEvent): void {
    const listeners = this.#listeners.get(event.pool);
    if (listeners === undefined) return;
    for (const listener of listeners) queueMicrotask(() => listener(event));
  }

  clear(): void {
    this.#listeners.clear();
    this.#known.clear();
  }

  /** Somebody touched the file: finds out whose pools it was about. */
  #woken(): void {
    for (const pool of this.#listeners.keys()) {
      const wakes = this.#wakesOf(pool);
      if (wakes === this.#known.get(pool)) continue;
      this.#known.set(pool, wakes);
      this.tell({ type: 'task-changed', pool, ids: [], claimable: true });
    }
  }
}
