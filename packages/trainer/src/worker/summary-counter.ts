import type { AttemptEnd } from './run-attempt.js';
import type { WorkerSummary } from './worker-event.js';

/** Counts attempts by how they ended. */
export class SummaryCounter {
  readonly #counts = { started: 0, done: 0, partDone: 0, failed: 0, retried: 0, released: 0, cancelled: 0, lost: 0 };

  get started(): number {
    return this.#counts.started;
  }

  start(): void {
    this.#counts.started++;
  }

  end({ status, kind }: AttemptEnd): void {
    const counts = this.#counts;
    if (kind === 'lost') counts.lost++;
    else if (status === 'cancelled') counts.cancelled++;
    else if (kind === 'released') counts.released++;
    else if (status === 'done') counts.done++;
    else if (kind === 'committed') counts.partDone++;
    else if (status === 'failed') counts.failed++;
    else counts.retried++;
  }

  read(): WorkerSummary {
    return { ...this.#counts };
  }
}
