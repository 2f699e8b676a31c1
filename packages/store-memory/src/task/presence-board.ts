import type { WorkerPresence } from '@windrow/core';

/** Who said lately that they work. */
export class PresenceBoard {
  readonly #seen = new Map<string, { readonly presence: WorkerPresence; readonly until: number }>();

  announce(worker: WorkerPresence, ttlMs: number, now: number): void {
    for (const [id, { until }] of this.#seen) if (until <= now) this.#seen.delete(id);
    const presence = Object.freeze({
      ...worker,
      held: Object.freeze([...worker.held]),
      routes: Object.freeze([...worker.routes]),
      versions: Object.freeze({ ...worker.versions }),
      seenAt: now,
    });
    this.#seen.set(worker.workerId, { presence, until: now + ttlMs });
  }

  retract(workerId: string): void {
    this.#seen.delete(workerId);
  }

  of(pool: string, now: number): readonly WorkerPresence[] {
    const alive: WorkerPresence[] = [];
    for (const { presence, until } of this.#seen.values()) {
      if (until > now && presence.pool === pool) alive.push(presence);
    }
    return alive;
  }
}
