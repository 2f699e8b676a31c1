import { createRequire } from 'node:module';
import type { TaskStore, WorkerPresence } from '@windrow/core';

// Two levels up from the sources as from what is compiled of them.
const { version: VERSION } = createRequire(import.meta.url)('../../package.json') as { version: string };

const EVERY_MS = 5_000;
const SOON_MS = 1_000;
/** A worker is taken for dead when it has missed three of its announcements. */
const TTL_MS = 3 * EVERY_MS + 1_000;

export type Presence = Omit<WorkerPresence, 'startedAt' | 'rssBytes' | 'versions'>;

/** Tells the store that this worker is alive, and what it does. */
export class PresenceKeeper {
  readonly #startedAt = Date.now();
  #timer: NodeJS.Timeout | undefined;
  #soon: NodeJS.Timeout | undefined;
  #announcing: Promise<void> | undefined;

  constructor(
    private readonly store: TaskStore,
    private readonly read: () => Presence,
    private readonly onError: (error: unknown) => void,
  ) {}

  start(): void {
    this.#announcing = this.#announce();
    this.#timer = setInterval(() => {
      this.#announcing = this.#announce();
    }, EVERY_MS);
  }

  /** Tells at once what has changed, but not more often than a store should be bothered. */
  changed(): void {
    if (this.#timer === undefined || this.#soon !== undefined) return;
    this.#soon = setTimeout(() => {
      this.#soon = undefined;
      this.#announcing = this.#announce();
    }, SOON_MS);
  }

  async stop(workerId: string): Promise<void> {
    clearInterval(this.#timer);
    clearTimeout(this.#soon);
    this.#timer = undefined;
    await this.#announcing;
    await this.store.retract(workerId).catch(this.onError);
  }

  async #announce(): Promise<void> {
    const presence: WorkerPresence = {
      ...this.read(),
      startedAt: this.#startedAt,
      rssBytes: process.memoryUsage.rss(),
      versions: { node: process.version, windrow: VERSION },
    };
    try {
      await this.store.announce(presence, TTL_MS);
    } catch (error) {
      this.onError(error);
    }
  }
}
