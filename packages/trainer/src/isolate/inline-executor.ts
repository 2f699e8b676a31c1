import type { TrainFunction } from '@windrow/core';
import type { HandlerModule } from '../worker/worker-options.js';
import type { Attempt, Executor } from './executor.js';
import { loadHandler } from './load-handler.js';

/** Runs the train function on this thread. An abort is only a signal here: a function that does not look at it goes on. */
export class InlineExecutor implements Executor {
  readonly #train: TrainFunction | HandlerModule;
  #handler: Promise<TrainFunction> | undefined;

  constructor(train: TrainFunction | HandlerModule) {
    this.#train = train;
  }

  async prepare(): Promise<void> {
    await this.#load();
  }

  async run(attempt: Attempt): Promise<unknown> {
    const handler = await this.#load();
    return await handler(attempt.input, {
      signal: attempt.signal,
      attempt: attempt.attempt,
      claim: attempt.claim,
      tags: attempt.tags,
      args: attempt.args,
      progress: (value) => attempt.progress(value),
      log: (message) => attempt.log(message),
    });
  }

  async close(): Promise<void> {}

  #load(): Promise<TrainFunction> {
    const train = this.#train;
    this.#handler ??= typeof train === 'function' ? Promise.resolve(train) : loadHandler(train);
    return this.#handler;
  }
}
