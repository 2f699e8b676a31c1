import {
  type AbortReason,
  decodeValue,
  encodeValue,
  InvalidArgumentError,
  TaskAbortedError,
  toAttemptError,
  WindrowError,
} from '@windrow/core';
import { type ChildDeath, ChildDiedError, MemoryLimitError } from '../../errors/child-errors.js';
import { HandlerLoadError } from '../../errors/trainer-errors.js';
import type { HandlerModule } from '../../worker/worker-options.js';
import type { FromChild } from '../child/child-message.js';
import { toChildError } from '../child-error.js';
import type { Attempt } from '../executor.js';
import type { Child, ChildEnd } from './child.js';

const MEASURE_EVERY_MS = 100;
const EXIT_MS = 1_000;

export interface Supervision {
  readonly abortGraceMs: number;
  readonly memoryLimitBytes: number | undefined;
  /** How long the train function's module may take to load. */
  readonly loadMs: number;
}

interface Running {
  readonly attempt: Attempt;
  readonly run: number;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** One child and the attempt it runs: passes the attempt in, its signal with it, and the result out; ends the child when it has to. */
export class SupervisedChild {
  /** Attempts that it was given. */
  runs = 0;
  memoryBytes: number | undefined;
  #end: ChildEnd | undefined;
  #overLimit = false;
  #running: Running | undefined;
  #loading: ((message: FromChild | ChildEnd) => void) | undefined;

  constructor(
    private readonly child: Child,
    private readonly supervision: Supervision,
  ) {
    child.onMessage((message) => this.#hear(message));
    void child.ended.then((end) => this.#died(end));
  }

  get dead(): boolean {
    return this.#end !== undefined;
  }

  /** @throws HandlerLoadError when it does not load, or its child ends first */
  async load(handler: HandlerModule, args: unknown): Promise<void> {
    const { module, export: name = 'default' } = handler;
    const { loadMs } = this.supervision;
    let timer: NodeJS.Timeout | undefined;
    const answer = await new Promise<FromChild | ChildEnd | undefined>((resolve) => {
      this.#loading = resolve;
      timer = setTimeout(() => resolve(undefined), loadMs);
      this.child.send({ kind: 'load', handler, args: encodeValue(args) });
    });
    clearTimeout(timer);
    this.#loading = undefined;
    if (answer !== undefined && 'kind' in answer) {
      if (answer.kind === 'load-failed') throw new HandlerLoadError(module, name, answer.reason);
      return;
    }
    this.child.kill();
    if (answer === undefined) throw new HandlerLoadError(module, name, `it took longer than ${loadMs} ms`);
    const { signal, exitCode, cause } = answer;
    const why = cause instanceof Error ? ` (${cause.message})` : '';
    throw new HandlerLoadError(
      module,
      name,
      `its ${this.child.isolate} ended ${signal === undefined ? `with exit code ${exitCode ?? 'unknown'}` : `by ${signal}`} while it was loading${why}`,
      { cause, childDied: true },
    );
  }

  /** Rejects with what the train function threw, with the abort's reason when the child had to be killed, or with how it died. */
  async run(attempt: Attempt): Promise<unknown> {
    const { signal } = attempt;
    const run = ++this.runs;
    let killTimer: NodeJS.Timeout | undefined;
    const abort = (): void => {
      const reason = (signal.reason as { code?: AbortReason } | undefined)?.code ?? 'CANCELLED';
      this.child.send({ kind: 'abort', run, reason });
      killTimer = setTimeout(() => this.child.kill(), this.supervision.abortGraceMs);
    };
    // A child tells with each end what it uses; to look it up takes longer than an empty task.
    if (this.memoryBytes === undefined) this.#measure();
    const measuring = setInterval(() => this.#measure(), MEASURE_EVERY_MS);
    try {
      return await new Promise<unknown>((resolve, reject) => {
        this.#running = { attempt, run, resolve, reject };
        if (this.#end !== undefined) return void this.#died(this.#end);
        const { claim, tags, input } = attempt;
        const of = claim === undefined ? {} : { claim };
        this.child.send({ kind: 'run', run, input: encodeValue(input), ...of, attempt: attempt.attempt, tags });
        if (signal.aborted) abort();
        else signal.addEventListener('abort', abort, { once: true });
      });
    } finally {
      this.#running = undefined;
      signal.removeEventListener('abort', abort);
      clearTimeout(killTimer);
      clearInterval(measuring);
    }
  }

  /** Lets an idle child exit, and kills one that does not. */
  async close(): Promise<void> {
    if (this.dead) return;
    this.child.send({ kind: 'exit' });
    const timer = setTimeout(() => this.child.kill(), this.#running === undefined ? EXIT_MS : 0);
    await this.child.ended;
    clearTimeout(timer);
  }

  #hear(message: FromChild): void {
    if ('memoryBytes' in message) this.#used(message.memoryBytes);
    if (message.kind === 'loaded' || message.kind === 'load-failed') this.#loading?.(message);
    const running = this.#running;
    if (running === undefined || !('run' in message) || message.run !== running.run) return;
    if (message.kind === 'progress') running.attempt.progress(message.value);
    else if (message.kind === 'log') running.attempt.log(message.message);
    else if (message.kind === 'call') void this.#call(running, message);
    else if (message.kind === 'returned') this.#decode(running, message.result);
    else if (message.kind === 'threw') running.reject(toChildError(message.error));
  }

  async #call(
    { attempt, run }: Running,
    { call, method, args, bytes }: Extract<FromChild, { kind: 'call' }>,
  ): Promise<void> {
    try {
      if (attempt.stores === undefined)
        throw new InvalidArgumentError('train', 'this worker has no stores for a child.');
      const given = decodeValue(args) as readonly unknown[];
      const value = await attempt.stores.call(method, bytes === undefined ? given : [...given, bytes]);
      const answer = value instanceof Uint8Array ? value : encodeValue(value);
      this.child.send({ kind: 'answer', run, call, value: answer });
    } catch (error) {
      const retryable = WindrowError.is(error) && error.retryable;
      this.child.send({ kind: 'refusal', run, call, error: { ...toAttemptError(error), retryable } });
    }
  }

  #decode(running: Running, result: Parameters<typeof decodeValue>[0]): void {
    try {
      running.resolve(decodeValue(result));
    } catch (error) {
      running.reject(error);
    }
  }

  #measure(): void {
    const bytes = this.child.measure?.();
    if (bytes !== undefined) this.#used(bytes);
  }

  #used(bytes: number): void {
    this.memoryBytes = bytes;
    const { memoryLimitBytes } = this.supervision;
    if (memoryLimitBytes === undefined || bytes <= memoryLimitBytes || this.#running === undefined) return;
    this.#overLimit = true;
    this.child.kill();
  }

  #died(end: ChildEnd): void {
    this.#end = end;
    this.#loading?.(end);
    if (this.#running === undefined) return;
    const { attempt, reject } = this.#running;
    const { signal, name: taskId } = attempt;
    const { memoryLimitBytes } = this.supervision;
    if (memoryLimitBytes !== undefined && (this.#overLimit || ranOutOfHeap(end))) {
      reject(new MemoryLimitError(taskId, this.#death(end), memoryLimitBytes, { cause: end.cause }));
    } else if (signal.aborted) {
      reject(signal.reason ?? new TaskAbortedError('CANCELLED', taskId));
    } else reject(new ChildDiedError(taskId, this.#death(end), { cause: end.cause }));
  }

  #death({ exitCode, signal }: ChildEnd): ChildDeath {
    const { isolate, pid } = this.child;
    return {
      isolate,
      ...(pid === undefined ? {} : { pid }),
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(signal === undefined ? {} : { signal }),
      ...(this.memoryBytes === undefined ? {} : { memoryBytes: this.memoryBytes }),
    };
  }
}

/** V8 aborts a process whose heap is full; a thread is ended with an error that says so. */
function ranOutOfHeap({ signal, exitCode, cause }: ChildEnd): boolean {
  if ((cause as { code?: string } | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY') return true;
  return signal === 'SIGABRT' || exitCode === 134;
}
