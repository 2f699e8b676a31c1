import type { TaskStore } from '@windrow/core';
import type { HeldClaim } from './lease-board.js';

/** The worker renews by itself in time; this much later, in parts of its rhythm, somebody else does it. */
const LATE = 1.25;

export interface LateRenewalOptions {
  readonly leaseMs: number;
  readonly renewEveryMs: number;
  /** What the worker holds; undefined when it cannot be told now. */
  readonly held: () => readonly HeldClaim[] | undefined;
  /** When the worker itself renewed last, ms of the same clock as `nowMs`. */
  readonly workerRenewedAtMs: () => number;
  readonly nowMs: () => number;
}

/**
 * Renews what a worker holds when the worker itself is late with it. Every renewal carries the claim's fence, so what has ended, or is
 * somebody else's, is refused by the store and not asked for again.
 */
export class LateRenewal {
  readonly #lost = new Set<string>();
  #renewedAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly store: Pick<TaskStore, 'renew'>,
    private readonly options: LateRenewalOptions,
  ) {}

  /** Renews, if it is time. A store that cannot be reached is asked again at the next call. */
  async tick(): Promise<void> {
    const { leaseMs, renewEveryMs, workerRenewedAtMs, nowMs } = this.options;
    const now = nowMs();
    if (now < Math.max(workerRenewedAtMs() + LATE * renewEveryMs, this.#renewedAtMs + renewEveryMs)) return;
    const items = (this.options.held() ?? [])
      .filter(({ claim, untilMs }) => !this.#lost.has(nameOf(claim)) && (untilMs ?? Number.POSITIVE_INFINITY) > now)
      .map(({ claim }) => ({ claim }));
    if (items.length === 0) return;
    const outcomes = await this.store.renew(items, leaseMs);
    this.#renewedAtMs = now;
    for (const [index, { kind }] of outcomes.entries()) {
      const claim = items[index]?.claim;
      if (kind === 'lost' && claim !== undefined) this.#lost.add(nameOf(claim));
    }
  }
}

function nameOf({ taskId, fence }: HeldClaim['claim']): string {
  return `${taskId} ${fence}`;
}
