import type { TaskStore, WorkerPresence } from '@windrow/core';

const EVERY_MS = 5_000;
/** A worker is taken for dead when it has missed three of its announcements. */
const TTL_MS = 3 * EVERY_MS + 1_000;

type Presence = Omit<WorkerPresence, 'startedAt' | 'rssBytes' | 'versions'>;

/** Tells the store that this worker is alive, and what it does. */
export class PresenceKeeper {
  readonly #startedAt = Date.now();
  #timer: NodeJS.Timeout | undefined;
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

  async stop(workerId: string): Promise<void> {
    clearInterval(this.#timer);
    await this.#announcing;
    await this.store.retract(workerId).catch(this.onError);
  }

  async #announce(): Promise<void> {
    const presence: WorkerPresence = {
      ...this.read(),
      startedAt: this.#startedAt,
      rssBytes: process.memoryUsage.rss(),
      versions: { node: process.version },
    };
    try {
      await this.store.announce(presence, TTL_MS);
    } catch (error) {
      this.onError(error);
    }
  }
}
