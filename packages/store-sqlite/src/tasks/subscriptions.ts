import type { TaskEvent, Unsubscribe } from '@windrow/core';
import type { WakeFile } from '../wake/wake-file.js';

type Listener = (event: TaskEvent) => void;

/** What the listeners of a pool know of it, and what is compared when they are woken. */
export interface PoolPulse {
  /** How often work has become claimable. */
  readonly wakes: number;
  /** The next submission number, as of the pool's last write. */
  readonly nextSeq: number;
}

/** The listeners of one store, by pool: told at once of what this store did, and by the wake file of what other processes did. */
export class Subscriptions {
  readonly #wake: WakeFile;
  readonly #pulseOf: (pool: string) => PoolPulse;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #known = new Map<string, PoolPulse>();

  constructor(wake: WakeFile, pulseOf: (pool: string) => PoolPulse) {
    this.#wake = wake;
    this.#pulseOf = pulseOf;
  }

  add(pool: string, listener: Listener): Unsubscribe {
    if (this.#listeners.size === 0) this.#wake.watch(this.#woken);
    const listeners = this.#listeners.get(pool) ?? new Set();
    // One function given twice is two subscriptions.
    const own: Listener = (event) => listener(event);
    this.#listeners.set(pool, listeners.add(own));
    if (!this.#known.has(pool)) this.#known.set(pool, this.#pulseOf(pool));
    return async () => {
      listeners.delete(own);
      if (listeners.size > 0 || this.#listeners.get(pool) !== listeners) return;
      this.#listeners.delete(pool);
      this.#known.delete(pool);
      if (this.#listeners.size === 0) this.#wake.unwatch(this.#woken);
    };
  }

  /** Tells of what this store has done, each listener in a turn of its own. */
  tell(event: TaskEvent): void {
    const listeners = this.#listeners.get(event.pool);
    if (listeners === undefined) return;
    for (const listener of listeners) {
      queueMicrotask(() => {
        if (listeners.has(listener)) call(listener, event);
      });
    }
  }

  clear(): void {
    if (this.#listeners.size > 0) this.#wake.unwatch(this.#woken);
    for (const listeners of this.#listeners.values()) listeners.clear();
    this.#listeners.clear();
    this.#known.clear();
  }

  /** Somebody touched the file: finds out whose pools it was about. */
  readonly #woken = (): void => {
    for (const pool of this.#listeners.keys()) {
      const before = this.#known.get(pool);
      const pulse = this.#readPulse(pool);
      if (before === undefined || pulse === undefined || pulse.wakes === before.wakes) continue;
      this.#known.set(pool, pulse);
      const type = pulse.nextSeq > before.nextSeq ? 'task-submitted' : 'task-changed';
      this.tell({ type, pool, ids: [], claimable: true });
    }
  };

  /** Nothing where the database is busy for this moment: an event may be lost. */
  #readPulse(pool: string): PoolPulse | undefined {
    try {
      return this.#pulseOf(pool);
    } catch {
      return undefined;
    }
  }
}

/** A listener that throws hurts nobody else; Node prints the warning. */
function call(listener: Listener, event: TaskEvent): void {
  try {
    listener(event);
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}
