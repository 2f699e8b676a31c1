import { nearestNames, PoolNotFoundError, type TaskManager } from '@windrow/core';
import type { Window } from '../window/create-window.js';

/** The pool's manager. @throws PoolNotFoundError naming the nearest ones */
export async function requirePool(window: Window, name: string): Promise<TaskManager> {
  const manager = window.pool(name);
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
