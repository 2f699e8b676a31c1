import type { Worker } from '../worker/worker.js';

/** A trainer's own worker, which helps while its caller waits; or nobody, where the trainer only submits and waits. */
export class Helper {
  /** Aborted when the caller's is, and when nobody waits any more. */
  readonly signal: AbortSignal;
  readonly #done = new AbortController();
  readonly #worker: Worker | undefined;
  #unused = false;

  /** @throws InvalidArgumentError what the worker's options are refused with, also where it is not to run */
  constructor(
    make: (signal: AbortSignal) => Worker,
    { skipRun, signal }: { readonly skipRun: boolean; readonly signal: AbortSignal | undefined },
  ) {
    this.signal = signal === undefined ? this.#done.signal : AbortSignal.any([signal, this.#done.signal]);
    const worker = make(this.signal);
    this.#worker = skipRun ? undefined : worker;
  }

  /** @throws HandlerLoadError */
  async prepare(): Promise<void> {
    this.#unused = true;
    await this.#worker?.prepare();
  }

  /**
   * Helps until `waiting` ends. `stopped`: the helper was told to leave, by a signal of the operating system, and has left; what is waited
   * for may not be there.
   *
   * @throws what `waiting` rejects with; what the worker breaks with
   */
  async during(waiting: Promise<unknown>): Promise<'ended' | 'stopped'> {
    this.#unused = false;
    const helping = this.#worker?.run();
    const left = helping?.then((): 'stopped' | Promise<never> =>
      // Told to leave by the caller's signal, which ends the wait with its own reason.
      this.signal.aborted ? new Promise<never>(() => {}) : 'stopped',
    );
    const ended = waiting.then((): 'ended' => 'ended');
    try {
      return await (left === undefined ? ended : Promise.race([ended, left]));
    } finally {
      this.#done.abort(new Error('The trainer has what it waited for.'));
      ended.catch(() => {});
      left?.catch(() => {});
      await helping?.catch(() => {});
    }
  }

  /** Ends what was prepared and never ran. */
  async leave(): Promise<void> {
    if (this.#unused) await this.#worker?.stop();
  }
}
