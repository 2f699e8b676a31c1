import type { PoolSummary } from '@windrow/core';
import { compareCodePoints } from '@windrow/frame';
import { PoolState } from './pool-state.js';

/** The pools of a store: those that have tasks or stored settings. */
export class PoolTable {
  readonly #pools = new Map<string, PoolState>();

  get(name: string): PoolState | undefined {
    return this.#pools.get(name);
  }

  getOrMake(name: string): PoolState {
    let pool = this.#pools.get(name);
    if (pool === undefined) {
      pool = new PoolState(name);
      this.#pools.set(name, pool);
    }
    return pool;
  }

  /** Submission numbers start anew with the next pool of the name; nothing that refers to the old ones outlives them. */
  dropIfEmpty(name: string): void {
    const pool = this.#pools.get(name);
    if (pool?.byId.size === 0 && pool.settings.version === 0) this.#pools.delete(name);
  }

  summaries(): readonly PoolSummary[] {
    return [...this.#pools.values()]
      .sort((a, b) => compareCodePoints(a.name, b.name))
      .map(({ name, counts, settings }) => ({ pool: name, counts: { ...counts }, paused: settings.values.paused }));
  }
}
