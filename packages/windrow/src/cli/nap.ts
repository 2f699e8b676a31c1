/** A sleep that something heard ends, or a signal. What is heard after `arm` and before `sleep` ends the sleep at once. */
export class Nap {
  readonly #signal: AbortSignal;
  #heard = false;
  #end: (() => void) | undefined;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  arm(): void {
    this.#heard = false;
  }

  wake(): void {
    this.#heard = true;
    this.#end?.();
  }

  async sleep(ms: number): Promise<void> {
    if (this.#heard || this.#signal.aborted || ms <= 0) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#signal.removeEventListener('abort', end);
        this.#end = undefined;
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.#end = end;
      this.#signal.addEventListener('abort', end);
    });
  }
}
