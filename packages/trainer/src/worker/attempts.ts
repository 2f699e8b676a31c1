import { type HeldTask, type JsonValue, TaskAbortedError } from '@windrow/core';
import type { Executor } from '../isolate/executor.js';
import type { LeaseKeeper } from '../lease/lease-keeper.js';
import { type AttemptEnd, runAttempt } from './run-attempt.js';
import { SummaryCounter } from './summary-counter.js';
import type { WorkerSummary } from './worker-event.js';
import type { ResolvedWorkerOptions } from './worker-options.js';

/** What a worker hears of its attempts. */
export interface AttemptsListener {
  /** One has ended; its place is free. */
  ended(): void;
  /** The train function cannot be loaded any more. */
  broken(error: unknown): void;
}

/** The attempts of a worker: those that run now, and how the others ended. */
export class Attempts {
  readonly #running = new Map<HeldTask, Promise<void>>();
  readonly #summary = new SummaryCounter();

  constructor(
    private readonly executor: Executor,
    private readonly options: ResolvedWorkerOptions,
    private readonly listener: AttemptsListener,
  ) {}

  /** How many run now. */
  get size(): number {
    return this.#running.size;
  }

  get started(): number {
    return this.#summary.started;
  }

  get summary(): WorkerSummary {
    return this.#summary.read();
  }

  /** Ids of the tasks that run now. */
  held(): readonly string[] {
    return [...this.#running.keys()].map(({ id }) => id);
  }

  start(task: HeldTask, leases: LeaseKeeper): void {
    const { onEvent, timeLimitMs } = this.options;
    const startedAt = performance.now();
    leases.keep(task, task.timeLimitMs ?? timeLimitMs);
    this.#summary.start();
    onEvent?.({ type: 'task-started', taskId: task.id, attempt: task.attempt });
    const run = this.#run(task, leases)
      .then((end) => this.#ended(task, end, startedAt))
      .finally(() => {
        leases.forget(task);
        this.#running.delete(task);
        this.listener.ended();
      });
    this.#running.set(task, run);
  }

  /** Resolves when all that run now have ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  /** Lets them end within the grace, then tells them to stop. Resolves when none is left. */
  async drain(graceMs: number): Promise<void> {
    const timer = setTimeout(() => {
      for (const task of this.#running.keys()) task.abort(new TaskAbortedError('SHUTDOWN', task.id));
    }, graceMs);
    try {
      while (this.#running.size > 0) await this.settled();
    } finally {
      clearTimeout(timer);
    }
  }

  async #run(task: HeldTask, leases: LeaseKeeper): Promise<AttemptEnd> {
    const { onEvent } = this.options;
    const storeFailed = (error: unknown): void => onEvent?.({ type: 'store-unavailable', error });
    try {
      return await runAttempt({
        task,
        executor: this.executor,
        options: this.options,
        progress: (value: JsonValue) => leases.progress(task, value),
        log: (message) => onEvent?.({ type: 'task-log', taskId: task.id, message }),
        storeFailed,
        hookFailed: (error) => onEvent?.({ type: 'hook-failed', taskId: task.id, error }),
      });
    } catch (error) {
      // The store did not take the end of the attempt: the lease runs out, and the task is tried again.
      storeFailed(error);
      return { status: 'lost', kind: 'lost', error };
    }
  }

  #ended(task: HeldTask, end: AttemptEnd, startedAt: number): void {
    this.#summary.end(end);
    if (end.broken === true) this.listener.broken(end.error);
    const elapsedMs = performance.now() - startedAt;
    const error = end.error === undefined ? {} : { error: end.error };
    this.options.onEvent?.({ type: 'task-ended', taskId: task.id, status: end.status, elapsedMs, ...error });
  }
}
