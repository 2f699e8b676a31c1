import { nearestNames, PoolNotFoundError, type TaskManager } from '@windrow/core';
import type { Windrow } from '../compose/create-windrow.js';

/** The pool's manager. @throws PoolNotFoundError naming the nearest ones */
export async function requirePool(windrow: Windrow, name: string): Promise<TaskManager> {
  const manager = windrow.pool(name);
  const pools = await manager.pools();
  if (pools.some(({ pool }) => pool === name)) return manager;
  throw new PoolNotFoundError(
    name,
    nearestNames(
      name,
      pools.map(({ pool }) => pool),
    ),
  );
}
