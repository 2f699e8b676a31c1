import { StoreUnavailableError } from '../errors/store-errors.js';
import type { MetricPoint } from '../store/experiment-store.js';
import { isRefusal, type WriteLane } from './write-lane.js';

export interface MetricBufferOptions {
  /** Points of one write. */
  readonly batchPoints: number;
  /** How long a point waits for others, ms. */
  readonly flushMs: number;
  /** How many points may wait in all while the store does not take them. */
  readonly maxPoints: number;
}

/**
 * Collects metric points and writes them in batches: when a batch is full, when the first has waited long enough, and when asked.
 * A point counts as unwritten until the store has it.
 */
export class MetricBuffer {
  readonly #lane: WriteLane;
  readonly #send: (points: readonly MetricPoint[]) => Promise<void>;
  readonly #options: MetricBufferOptions;
  #points: MetricPoint[] = [];
  readonly #refused: string[] = [];
  #unwritten = 0;
  #timer: NodeJS.Timeout | undefined;
  #refusal: unknown;

  constructor(lane: WriteLane, send: (points: readonly MetricPoint[]) => Promise<void>, options: MetricBufferOptions) {
    this.#lane = lane;
    this.#send = send;
    this.#options = options;
  }

  /** Points that are in no write yet, or that the store refused, in words. */
  get missing(): readonly string[] {
    return [...this.#refused, ...describePoints(this.#points)];
  }

  /**
   * Takes points. Resolves at once while there is room, else when a batch was written.
   *
   * @throws what the store refused an earlier batch with; StoreUnavailableError when too many points wait, and then takes none
   */
  async add(points: readonly MetricPoint[]): Promise<void> {
    this.throwRefusal();
    if (this.#unwritten + points.length > this.#options.maxPoints) {
      throw new StoreUnavailableError(
        'The experiment store',
        'logMetrics',
        `${this.#unwritten} metric points wait to be written, and no more than ${this.#options.maxPoints} may`,
      );
    }
    this.#unwritten += points.length;
    for (const point of points) this.#points.push(point);
    if (this.#points.length >= this.#options.batchPoints) await this.#flushQuietly();
    else this.#timer ??= setTimeout(() => void this.#flushQuietly(), this.#options.flushMs).unref();
  }

  /** Writes everything that waits. @throws what kept it from being written */
  async flush(): Promise<void> {
    this.stop();
    while (this.#points.length > 0) {
      const batch = this.#points.splice(0, this.#options.batchPoints);
      const labels = describePoints(batch);
      try {
        await this.#lane.write({ labels, run: () => this.#write(batch) });
      } catch (error) {
        // Its points were taken with thanks, so that they are missing has to be said at the end; and no others are taken.
        if (isRefusal(error)) {
          this.#refused.push(...labels);
          this.#refusal ??= error;
        }
        throw error;
      }
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #write(batch: readonly MetricPoint[]): Promise<void> {
    await this.#send(batch);
    this.#unwritten -= batch.length;
  }

  /** @throws what the store refused a batch with, now or before */
  throwRefusal(): void {
    if (this.#refusal !== undefined) throw this.#refusal;
  }

  /** For writes that nobody waits for: what is only late stays in the lane; what was refused is told to the next caller. */
  async #flushQuietly(): Promise<void> {
    await this.flush().catch(() => {});
  }
}

/** `metric loss, steps 10 to 19`, one for each metric. */
function describePoints(points: readonly MetricPoint[]): readonly string[] {
  const ranges = new Map<string, { least: number; most: number }>();
  for (const { key, step } of points) {
    const range = ranges.get(key);
    if (range === undefined) ranges.set(key, { least: step, most: step });
    else {
      range.least = Math.min(range.least, step);
      range.most = Math.max(range.most, step);
    }
  }
  return [...ranges].map(([key, { least, most }]) =>
    least === most ? `metric ${key}, step ${least}` : `metric ${key}, steps ${least} to ${most}`,
  );
}
