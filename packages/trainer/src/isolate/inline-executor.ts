import type { TrainFunction } from '@windrow/core';
import { toProgress } from '../worker/progress-value.js';
import type { HandlerModule } from '../worker/worker-options.js';
import type { Attempt, Executor } from './executor.js';
import { loadHandler } from './load-handler.js';
import type { PreparedFunction } from './prepared-function.js';

/**
 * Runs the train function on this thread. An abort is only a signal here: a function that does not look at it goes on, and after the
 * grace nobody listens to it any more.
 */
export class InlineExecutor implements Executor {
  readonly #train: TrainFunction | HandlerModule;
  readonly #args: unknown;
  readonly #abortGraceMs: number;
  #handler: Promise<TrainFunction> | undefined;

  constructor(train: TrainFunction | HandlerModule, args: unknown, abortGraceMs: number) {
    this.#train = train;
    this.#args = args;
    this.#abortGraceMs = abortGraceMs;
  }

  async prepare(): Promise<void> {
    const handler = (await this.#load()) as TrainFunction & PreparedFunction;
    await handler.prepare?.(this.#args);
  }

  async run(attempt: Attempt): Promise<unknown> {
    const handler = await this.#load();
    const { signal } = attempt;
    const running = call(handler, attempt);
    let timer: NodeJS.Timeout | undefined;
    let start = (): void => {};
    const abandoned = new Promise<never>((_, reject) => {
      start = () => {
        timer = setTimeout(() => reject(signal.reason), this.#abortGraceMs);
      };
      signal.addEventListener('abort', start, { once: true });
    });
    try {
      return await Promise.race([running, abandoned]);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', start);
      // An abandoned function may still throw one day; nobody listens to it then.
      running.catch(() => {});
    }
  }

  async close(): Promise<void> {}

  #load(): Promise<TrainFunction> {
    const train = this.#train;
    this.#handler ??= typeof train === 'function' ? Promise.resolve(train) : loadHandler(train);
    return this.#handler;
  }
}

async function call(handler: TrainFunction, attempt: Attempt): Promise<unknown> {
  const { signal, claim, tags, args } = attempt;
  return handler(attempt.input, {
    signal,
    attempt: attempt.attempt,
    ...(claim === undefined ? {} : { claim }),
    tags,
    args,
    progress: (value) => attempt.progress(toProgress(value)),
    log: (message) => attempt.log(message),
  });
}
