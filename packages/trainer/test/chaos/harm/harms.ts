import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosStore } from '../store/chaos-store.js';
import type { Slot } from './slot.js';

export const HARMS = ['kill', 'stop', 'drain', 'cut', 'cut-halfway', 'delay', 'pause', 'unplug', 'server'] as const;
export type Harm = (typeof HARMS)[number];
export type HarmCounts = Readonly<Record<Harm, number>>;

/** How often each harm is done in a run with so many kills. The server itself is killed once. */
export function harmCounts(kills: number, { server }: ChaosStore, hosts = false): HarmCounts {
  const share = (part: number): number => Math.ceil(kills / part);
  const wire = server === undefined || hosts ? 0 : 1;
  return {
    kill: kills,
    stop: share(2),
    drain: share(10),
    cut: wire * share(2),
    'cut-halfway': wire * share(2),
    delay: wire * share(4),
    pause: wire * share(4),
    unplug: hosts ? kills : 0,
    server: server === undefined ? 0 : 1,
  };
}

/** The harms of a run in an order that the seed gives. The server falls in the middle. */
export function harmOrder(counts: HarmCounts, random: () => number): readonly Harm[] {
  const order = HARMS.filter((harm) => harm !== 'server').flatMap((harm) => Array<Harm>(counts[harm]).fill(harm));
  for (let i = order.length - 1; i > 0; i--) {
    const at = Math.floor(random() * (i + 1));
    [order[i], order[at]] = [order[at] as Harm, order[i] as Harm];
  }
  const middle = Math.floor(order.length / 2);
  return [...order.slice(0, middle), ...Array<Harm>(counts.server).fill('server'), ...order.slice(middle)];
}

/** Longer than a worker gives its tasks to finish and to notice that they are aborted. */
const GRACE_MS = 45_000;

export interface HarmContext {
  readonly slot: Slot;
  readonly store: ChaosStore;
  readonly leaseMs: number;
  readonly random: () => number;
}

/** Does it, and resolves when it is over. */
export async function doHarm(harm: Harm, { slot, store, leaseMs, random }: HarmContext): Promise<void> {
  const { proxy } = slot;
  switch (harm) {
    case 'kill':
      return slot.kill();
    case 'stop':
      slot.signal('SIGSTOP');
      await sleep(random() * 3 * leaseMs);
      return slot.signal('SIGCONT');
    case 'drain':
      return slot.drain(GRACE_MS);
    case 'cut':
      return proxy?.cut();
    case 'cut-halfway':
      // Whatever is on its way just then: a request half sent, or an answer half heard.
      await Promise.race([
        proxy?.cutAfterBytes(Math.floor(random() * 4_000), random() < 0.5 ? 'to-server' : 'to-client'),
        sleep(leaseMs),
      ]);
      return proxy?.resume();
    case 'delay':
      proxy?.delay(20 + random() * 180);
      await sleep(2 * leaseMs);
      return proxy?.resume();
    case 'pause':
      // Longer than a lease: what it holds is lost, whatever it believes.
      proxy?.pause();
      await sleep((1.2 + random()) * leaseMs);
      return proxy?.resume();
    case 'unplug':
      // For good or for bad: some leases outlast it, some do not.
      slot.host?.plug(false);
      await sleep(random() * 2.5 * leaseMs);
      return slot.host?.plug(true);
    case 'server':
      await store.server?.kill();
      await sleep(leaseMs / 2);
      await store.server?.restart();
  }
}
