import type { ManagerContext } from './manager-context.js';
import type { OpenTasks } from './open-tasks.js';
import type { ResolvedWaitOptions, WaitProgress } from './wait-options.js';

/** Counting is dearer than looking for one open task, so it is done this seldom. */
const COUNT_EVERY_MS = 2_000;

/** Says how a wait goes: counts, live workers, and once that nobody is at work. */
export class WaitReport {
  #countedAt = Number.NEGATIVE_INFINITY;
  #told = '';
  #idleSince: number | undefined;
  #toldNoWorker = false;

  constructor(
    readonly context: ManagerContext,
    readonly tasks: OpenTasks,
    readonly options: Pick<ResolvedWaitOptions, 'onProgress' | 'noWorkerAfterMs'> & { readonly startedAt: number },
  ) {}

  /** Counts and tells unless that was done a moment ago. */
  async perhaps(): Promise<void> {
    if (performance.now() - this.#countedAt >= COUNT_EVERY_MS) await this.now();
  }

  async now(): Promise<WaitProgress> {
    const { store, pool } = this.context;
    const standing = await this.tasks.count();
    const workers = await this.context.call(() => store.workers(pool));
    this.#countedAt = performance.now();
    const facts = { ...standing, liveWorkers: workers.length };
    const progress = { ...facts, elapsedMs: this.#countedAt - this.options.startedAt };
    const text = JSON.stringify(facts);
    if (text !== this.#told) this.options.onProgress?.(progress);
    this.#told = text;
    this.#tellNoWorker(progress);
    return progress;
  }

  #tellNoWorker({ counts, open, liveWorkers }: WaitProgress): void {
    const idle = open > 0 && liveWorkers === 0 && counts.running === 0;
    this.#idleSince = idle ? (this.#idleSince ?? performance.now()) : undefined;
    if (this.#idleSince === undefined || this.#toldNoWorker) return;
    if (performance.now() - this.#idleSince < this.options.noWorkerAfterMs) return;
    this.#toldNoWorker = true;
    const { pool } = this.context;
    this.context.options.onWarning({
      code: 'NO_WORKER',
      pool,
      message: `${open} tasks of pool "${pool}" wait and no worker is alive. Start one: windrow worker ${pool}`,
    });
  }
}
