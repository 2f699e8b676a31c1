import type { TaskEvent } from '@windrow/core';

type Listener = (event: TaskEvent) => void;

/** Events name at most this many ids. */
const MAX_IDS = 100;

/** Hands events to the listeners of a pool after the operation has returned, each in a turn of its own. */
export class EventHub {
  readonly #listeners = new Map<string, Set<Listener>>();

  /** Whether anybody listens to any pool. */
  get watched(): boolean {
    return this.#listeners.size > 0;
  }

  add(pool: string, listener: Listener): () => void {
    // A wrapper of its own, so that one function subscribed twice is two subscriptions.
    const own: Listener = (event) => listener(event);
    const listeners = this.#listeners.get(pool) ?? new Set();
    this.#listeners.set(pool, listeners.add(own));
    return () => {
      listeners.delete(own);
      if (listeners.size === 0 && this.#listeners.get(pool) === listeners) this.#listeners.delete(pool);
    };
  }

  emit(type: TaskEvent['type'], pool: string, taskIds: readonly string[], claimable: boolean): void {
    const listeners = this.#listeners.get(pool);
    if (listeners === undefined) return;
    const ids = Object.freeze(taskIds.slice(0, MAX_IDS));
    const event: TaskEvent = Object.freeze({ type, pool, ids, claimable });
    for (const listener of listeners) {
      queueMicrotask(() => {
        if (listeners.has(listener)) tell(listener, event);
      });
    }
  }

  clear(): void {
    for (const listeners of this.#listeners.values()) listeners.clear();
    this.#listeners.clear();
  }
}

/** A listener that throws hurts nobody else; Node prints the warning. */
function tell(listener: Listener, event: TaskEvent): void {
  try {
    listener(event);
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}
