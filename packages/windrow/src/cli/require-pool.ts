import { nearestNames, PoolNotFoundError, type PoolSummary, type TaskManager } from '@windrow/core';
import type { Windrow } from '../compose/create-windrow.js';

/** The pool's manager. @throws PoolNotFoundError naming the nearest ones */
export async function requirePool(windrow: Windrow, name: string): Promise<TaskManager> {
  const manager = windrow.pool(name);
  const pools = await manager.pools();
  if (pools.some(({ pool }) => pool === name)) return manager;
  throw new PoolNotFoundError(name, namesLike(name, pools));
}

/** Pools of nearly that name, else the first ones. */
export function namesLike(name: string, pools: readonly PoolSummary[]): readonly string[] {
  const names = pools.map(({ pool }) => pool);
  const nearest = nearestNames(name, names);
  return nearest.length > 0 ? nearest : names.slice(0, 3);
}
