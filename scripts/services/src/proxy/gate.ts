import { setTimeout as sleep } from 'node:timers/promises';

/** What every piece of data passes before it goes on: a pause, and a delay. */
export class Gate {
  #delayMs = 0;
  #paused: Promise<void> | undefined;
  #release: () => void = () => {};
  #timer: NodeJS.Timeout | undefined;

  /** Resolves when the piece may go on. */
  async pass(): Promise<void> {
    if (this.#delayMs > 0) await sleep(this.#delayMs);
    while (this.#paused !== undefined) await this.#paused;
  }

  /** Lets nothing pass for `ms`, or until `open()`. */
  pause(ms?: number): void {
    clearTimeout(this.#timer);
    if (this.#paused === undefined) {
      this.#paused = new Promise((resolve) => {
        this.#release = resolve;
      });
    }
    if (ms !== undefined) this.#timer = setTimeout(() => this.#unpause(), ms);
  }

  /** Makes every piece wait. */
  delay(ms: number): void {
    this.#delayMs = ms;
  }

  /** Ends pause and delay. */
  open(): void {
    this.#delayMs = 0;
    this.#unpause();
  }

  #unpause(): void {
    clearTimeout(this.#timer);
    this.#paused = undefined;
    this.#release();
  }
}
