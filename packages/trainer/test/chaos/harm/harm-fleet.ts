import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosStore } from '../store/chaos-store.js';
import { doHarm, HARMS, type Harm, type HarmCounts, harmOrder } from './harms.js';
import type { Slot } from './slot.js';

export interface HarmOptions {
  readonly slots: readonly Slot[];
  readonly store: ChaosStore;
  readonly counts: HarmCounts;
  readonly leaseMs: number;
  readonly random: () => number;
  /** How much of the work is done, 0 to 1; asked now and then. */
  progress(): Promise<number>;
}

/**
 * Harms workers at random while they work, at a pace that spreads it over all of the work, and leaves them in peace then.
 *
 * @returns how often each was done; fewer than asked for when the work was over sooner
 */
export async function harmFleet(options: HarmOptions): Promise<HarmCounts> {
  const { slots, store, counts, leaseMs, random } = options;
  const order = harmOrder(counts, random);
  const done: Record<Harm, number> = { ...(Object.fromEntries(HARMS.map((harm) => [harm, 0])) as HarmCounts) };
  const lasting = new Set<Promise<void>>();
  let failure: unknown;
  let progress = 0;
  let askedAt = Number.NEGATIVE_INFINITY;
  for (let next = 0; next < order.length && failure === undefined; ) {
    if (performance.now() - askedAt > 250) {
      progress = await options.progress();
      askedAt = performance.now();
    }
    if (progress >= 1) break;
    const slot = slots[Math.floor(random() * slots.length)] as Slot;
    const due = next / order.length <= progress / 0.95;
    if (!due || slot.busy || !slot.atWork) {
      await sleep(10);
      continue;
    }
    const harm = order[next++] as Harm;
    done[harm]++;
    slot.busy = true;
    const doing = doHarm(harm, { slot, store, leaseMs, random })
      .catch((error: unknown) => {
        failure = error;
      })
      .finally(() => {
        slot.busy = false;
        lasting.delete(doing);
      });
    lasting.add(doing);
    if (harm === 'server') await doing;
  }
  await Promise.all(lasting);
  if (failure !== undefined) throw failure;
  return done;
}
