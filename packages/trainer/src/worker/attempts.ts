import { type HeldTask, type JsonValue, TaskAbortedError } from '@windrow/core';
import type { Executor } from '../isolate/executor.js';
import type { LeaseKeeper } from '../lease/lease-keeper.js';
import { type AttemptEnd, runAttempt } from './run-attempt.js';
import { SummaryCounter } from './summary-counter.js';
import { WakeableSleep } from './wakeable-sleep.js';
import type { WorkerSummary } from './worker-event.js';
import type { ResolvedWorkerOptions } from './worker-options.js';

/** What a worker hears of its attempts. */
export interface AttemptsListener {
  /** The end of one is on its way to the store: its place will be free in a moment. */
  ending(): void;
  /** One has ended; its place is free. `announced`: as `ending` had said. */
  ended(announced: boolean): void;
  /** The train function cannot be loaded any more. */
  broken(error: unknown): void;
}

/** The attempts of a worker: those that run now, and how the others ended. */
export class Attempts {
  readonly #running = new Map<HeldTask, Promise<void>>();
  readonly #ending = new Set<HeldTask>();
  readonly #places = new WakeableSleep();
  readonly #summary = new SummaryCounter();
  #draining = false;

  constructor(
    private readonly executor: Executor,
    private readonly options: ResolvedWorkerOptions,
    private readonly listener: AttemptsListener,
  ) {}

  /** How many run now. */
  get size(): number {
    return this.#running.size;
  }

  /** How many run now and are not about to end. */
  get busy(): number {
    return this.#running.size - this.#ending.size;
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

  /**
   * Starts each where there is a place, never more than the concurrency; those that were claimed for the place of one that is about to
   * end wait until it has.
   *
   * @returns those that got none: the worker is to stop, or the end was not taken, or not soon enough
   */
  async startAll(tasks: readonly HeldTask[], leases: LeaseKeeper): Promise<readonly HeldTask[]> {
    for (const [i, task] of tasks.entries()) {
      if (!(await this.#place())) return tasks.slice(i);
      this.#start(task, leases);
    }
    return [];
  }

  async #place(): Promise<boolean> {
    const { concurrency, pollMs } = this.options;
    const until = performance.now() + pollMs;
    while (!this.#draining && this.size >= concurrency) {
      const leftMs = until - performance.now();
      if (this.busy >= concurrency || leftMs <= 0) {
        this.#ending.clear();
        return false;
      }
      await this.#places.sleep(leftMs);
    }
    return !this.#draining;
  }

  #start(task: HeldTask, leases: LeaseKeeper): void {
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
        this.listener.ended(this.#ending.delete(task));
        this.#places.wake();
      });
    this.#running.set(task, run);
  }

  /** Resolves when all that run now have ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  /** Lets them end within the grace, then tells them to stop. Resolves when none is left. */
  async drain(graceMs: number): Promise<void> {
    this.#draining = true;
    this.#places.wake();
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
    const storeFailed = (error: unknown): void => {
      // Nobody knows when there will be room.
      if (this.#ending.delete(task)) this.#places.wake();
      onEvent?.({ type: 'store-unavailable', error });
    };
    try {
      return await runAttempt({
        task,
        executor: this.executor,
        options: this.options,
        progress: (value: JsonValue) => leases.progress(task, value),
        log: (message) => onEvent?.({ type: 'task-log', taskId: task.id, message }),
        ending: () => {
          this.#ending.add(task);
          this.listener.ending();
        },
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
