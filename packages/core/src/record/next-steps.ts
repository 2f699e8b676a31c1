import type { MetricPoint } from '../store/experiment-store.js';

/**
 * Gives each metric that is logged without a step the one after its last. What a recorder that goes on again had logged before is
 * asked for once.
 */
export class NextSteps {
  readonly #next = new Map<string, number>();
  readonly #last: (key: string) => Promise<MetricPoint | undefined>;

  /** `last` reads the stored point with the highest step, where there may be one. */
  constructor(last: (key: string) => Promise<MetricPoint | undefined>) {
    this.#last = last;
  }

  note(key: string, step: number): void {
    this.#next.set(key, Math.max(step + 1, this.#next.get(key) ?? Number.NEGATIVE_INFINITY));
  }

  async take(key: string): Promise<number> {
    if (!this.#next.has(key)) {
      const last = await this.#last(key);
      // Somebody may have taken one meanwhile.
      if (!this.#next.has(key)) this.#next.set(key, last === undefined ? 0 : last.step + 1);
    }
    const step = this.#next.get(key) as number;
    this.#next.set(key, step + 1);
    return step;
  }
}
