import { type HeldTask, type JsonValue, TaskAbortedError, type TaskStore } from '@windrow/core';
import type { LeaseThread } from './lease-thread.js';

/**
 * Renews the leases of everything a worker holds in one call, with the newest progress of each. A store that cannot be reached is asked
 * again sooner; a claim that is lost, or asked to stop, aborts its task.
 */
export class LeaseKeeper {
  readonly #held = new Map<string, { readonly task: HeldTask; progress?: JsonValue }>();
  #timer: NodeJS.Timeout | undefined;
  #dueAt = 0;
  #beating: Promise<void> | undefined;

  constructor(
    private readonly store: TaskStore,
    private readonly leaseMs: number,
    private readonly renewEveryMs: number,
    private readonly onUnavailable: (error: unknown) => void,
    /** Called when a renewal came so late that the lease was in danger: something blocks this thread. */
    private readonly onLate: (lateMs: number) => void = () => {},
    /** Renews in this one's place while this thread is blocked. */
    private readonly thread?: LeaseThread,
  ) {}

  /** @param timeLimitMs the attempt's: a blocked thread is held no longer */
  keep(task: HeldTask, timeLimitMs?: number): void {
    if (this.#held.size === 0) this.thread?.renewed();
    this.#held.set(task.id, { task });
    this.thread?.hold(task, timeLimitMs);
    if (this.#timer === undefined && this.#beating === undefined) this.#schedule(this.renewEveryMs);
  }

  /** Only the newest progress is sent, with the next renewal. */
  progress(task: HeldTask, value: JsonValue): void {
    const held = this.#held.get(task.id);
    if (held?.task === task) held.progress = value;
  }

  forget(task: HeldTask): void {
    if (this.#held.get(task.id)?.task !== task) return;
    this.#held.delete(task.id);
    this.thread?.forget(task);
  }

  /** Renews now what should have been renewed before, and waits for what is under way. */
  async renewIfLate(): Promise<void> {
    if (this.#timer !== undefined && performance.now() >= this.#dueAt) this.#renew();
    await this.#beating;
  }

  async close(): Promise<void> {
    this.#held.clear();
    clearTimeout(this.#timer);
    await this.#beating;
    await this.thread?.close();
  }

  #schedule(afterMs: number): void {
    this.#dueAt = performance.now() + afterMs;
    this.#timer = setTimeout(() => this.#renew(), afterMs);
  }

  #renew(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lateMs = performance.now() - this.#dueAt;
    if (lateMs > (this.leaseMs - this.renewEveryMs) / 2) this.onLate(lateMs);
    this.#beating = this.#beat().then((nextMs) => {
      this.#beating = undefined;
      if (this.#held.size > 0) this.#schedule(nextMs);
    });
  }

  /** Answers when to beat again. */
  async #beat(): Promise<number> {
    const held = [...this.#held.values()];
    const items = held.map(({ task, progress }) => ({
      claim: task.claim,
      ...(progress === undefined ? {} : { progress }),
    }));
    for (const each of held) delete each.progress;
    try {
      const outcomes = await this.store.renew(items, this.leaseMs);
      this.thread?.renewed();
      for (const [index, outcome] of outcomes.entries()) {
        const task = held[index]?.task as HeldTask;
        if (outcome.kind === 'lost') {
          this.forget(task);
          task.abort(new TaskAbortedError('LEASE_LOST', task.id));
        } else if (outcome.cancelRequested) task.abort(new TaskAbortedError('CANCELLED', task.id));
      }
      return this.renewEveryMs;
    } catch (error) {
      for (const [index, { progress }] of items.entries()) {
        const each = held[index];
        if (each !== undefined && progress !== undefined) each.progress ??= progress;
      }
      this.onUnavailable(error);
      return Math.max(10, this.renewEveryMs / 4);
    }
  }
}
