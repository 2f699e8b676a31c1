import type { TaskStore } from '@windrow/core';
import type { LeaseKeeper } from '../lease/lease-keeper.js';

const BATCH = 1_000;

/** Returns tasks of dead workers to their pool, now and then. */
export class ReapTimer {
  #timer: NodeJS.Timeout | undefined;
  #reaping: Promise<void> | undefined;
  #stopped = false;

  constructor(
    private readonly store: TaskStore,
    private readonly pool: string,
    private readonly everyMs: number,
    /** Called when tasks have become claimable. */
    private readonly onReaped: () => void,
    private readonly onError: (error: unknown) => void,
    /** Of the same worker: after a pause of its process both are late, and what it holds must not fall to its own reaper. */
    private readonly leases: LeaseKeeper,
  ) {}

  start(): void {
    if (this.#stopped) return;
    // Random, so that many workers do not reap in step.
    this.#timer = setTimeout(
      () => {
        this.#reaping = this.#reap().finally(() => this.start());
      },
      this.everyMs * (0.75 + Math.random() / 4),
    );
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#reaping;
  }

  async #reap(): Promise<void> {
    try {
      await this.leases.renewIfLate();
      let more = true;
      while (more && !this.#stopped) {
        const outcome = await this.store.reap(this.pool, BATCH);
        if (outcome.expired.length > 0 || outcome.due > 0) this.onReaped();
        more = outcome.more;
      }
    } catch (error) {
      this.onError(error);
    }
  }
}
