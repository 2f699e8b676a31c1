import type { Claim } from '@windrow/core';

/** Runs something on items of one pool at a time, at most `most` of them; all runs are under way together. */
export async function byPool<T extends { readonly claim: Claim }>(
  items: readonly T[],
  most: number,
  run: (pool: string, part: readonly { readonly item: T; readonly at: number }[]) => Promise<void>,
): Promise<void> {
  const [first] = items;
  if (first === undefined) return;
  if (items.length <= most && items.every(({ claim }) => claim.pool === first.claim.pool)) {
    return run(
      first.claim.pool,
      items.map((item, at) => ({ item, at })),
    );
  }
  const parts = new Map<string, { item: T; at: number }[][]>();
  items.forEach((item, at) => {
    const { pool } = item.claim;
    const own = parts.get(pool) ?? [];
    if (own.length === 0) parts.set(pool, own);
    const last = own.at(-1);
    if (last === undefined || last.length === most) own.push([{ item, at }]);
    else last.push({ item, at });
  });
  const runs = [...parts].flatMap(([pool, own]) => own.map((part) => run(pool, part)));
  await Promise.all(runs);
}
