/** Sleeps that an event or an abort can end. An event that comes while nobody sleeps ends the next sleep. */
export class WakeSignal {
  #fired = false;
  #wake: (() => void) | undefined;
  readonly #abort = (): void => this.#wake?.();

  constructor(readonly signal: AbortSignal | undefined) {
    signal?.addEventListener('abort', this.#abort);
  }

  /** Something happened. */
  fire(): void {
    this.#fired = true;
    this.#wake?.();
  }

  /** Forgets what happened so far. */
  arm(): void {
    this.#fired = false;
  }

  /** Sleeps for so long whatever happens, short of an abort. */
  async rest(ms: number): Promise<void> {
    const end = performance.now() + ms;
    for (let left = ms; left > 0 && this.signal?.aborted !== true; left = end - performance.now()) {
      await this.#sleep(left);
    }
  }

  /** Sleeps until something happens or has happened since it was armed, and no longer than this. */
  async wait(ms: number): Promise<void> {
    if (!this.#fired && ms > 0 && this.signal?.aborted !== true) await this.#sleep(ms);
  }

  close(): void {
    this.signal?.removeEventListener('abort', this.#abort);
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake?.(), Math.max(1, ms));
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
    });
  }
}
