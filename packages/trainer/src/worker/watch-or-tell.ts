import { type TaskStore, type Unsubscribe, watchPool } from '@windrow/core';

/**
 * Calls `wake` when something of a pool may have become claimable. A task that has ended, anywhere, is no reason for idle workers to ask.
 * Events are hints: a store that gives none is told of, and polling does without.
 */
export async function watchOrTell(
  store: TaskStore,
  pool: string,
  wake: () => void,
  told: (error: unknown) => void,
): Promise<Unsubscribe> {
  try {
    const unsubscribe = await watchPool(store, pool, (claimable) => claimable && wake());
    return () => unsubscribe().catch(told);
  } catch (error) {
    told(error);
    return async () => {};
  }
}
