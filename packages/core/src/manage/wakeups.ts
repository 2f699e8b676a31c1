import type { Unsubscribe } from '../store/task-events.js';
import type { TaskStore } from '../store/task-store.js';

type Listener = (claimable: boolean) => void;

/** By store and pool. Only hints go through here, so that two copies of this package at once lose nothing but speed. */
const listeners = new WeakMap<TaskStore, Map<string, Set<Listener>>>();

/** Tells everybody in this process who watches the pool that something happened, without a way through the store. */
export function wakeWatchers(store: TaskStore, pool: string, claimable: boolean): void {
  for (const listener of listeners.get(store)?.get(pool) ?? []) listener(claimable);
}

/**
 * Calls `listener` whenever something may have happened in the pool: at once for what managers of this process do, and by the
 * store's own notifications for the rest of the world. It is told whether there may be something to claim now. A hint may come late,
 * doubled, or never, so whoever listens polls too.
 *
 * @throws StoreUnavailableError when the store cannot be asked to notify
 */
export async function watchPool(store: TaskStore, pool: string, listener: Listener): Promise<Unsubscribe> {
  const own: Listener = (claimable) => listener(claimable);
  const pools = listeners.get(store) ?? new Map<string, Set<Listener>>();
  listeners.set(store, pools);
  const here = pools.get(pool) ?? new Set<Listener>();
  pools.set(pool, here);
  here.add(own);
  const forget = (): void => {
    here.delete(own);
    if (here.size === 0 && pools.get(pool) === here) pools.delete(pool);
  };
  if (store.capabilities.notifications === 'none') return async () => forget();
  try {
    const unsubscribe = await store.subscribe(pool, ({ claimable }) => own(claimable));
    return async () => {
      forget();
      await unsubscribe();
    };
  } catch (error) {
    forget();
    throw error;
  }
}
