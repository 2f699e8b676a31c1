/**
 * Loads what belongs to each item, at most `concurrency` at a time, and gives the results in the order of the items. Loading runs at most
 * `concurrency` items ahead of the reader, so a slow reader keeps few results in memory. The first failure ends it; what is under way is
 * waited for.
 */
export async function* loadInOrder<T, V>(
  items: readonly T[],
  concurrency: number,
  load: (item: T) => Promise<V>,
): AsyncGenerator<readonly [T, V]> {
  const ahead: Promise<V>[] = [];
  let next = 0;
  try {
    for (const item of items) {
      while (next < items.length && ahead.length < concurrency) {
        const loading = load(items[next++] as T);
        // A failure is met when its turn comes; until then it is no unhandled rejection.
        loading.catch(() => undefined);
        ahead.push(loading);
      }
      yield [item, await (ahead.shift() as Promise<V>)];
    }
  } finally {
    await Promise.allSettled(ahead);
  }
}
