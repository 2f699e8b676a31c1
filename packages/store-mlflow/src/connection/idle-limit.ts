/** Ends a request that stands still: its time starts anew with each piece that goes through. */
export class IdleLimit {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  /** Set by who reads the body after the headers; that one stops it. */
  kept = false;

  constructor(ms: number) {
    this.#timer = setTimeout(() => this.#controller.abort(new DOMException('Stood still.', 'TimeoutError')), ms);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  refresh(): void {
    this.#timer.refresh();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
