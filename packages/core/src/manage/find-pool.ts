import { PoolNotFoundError } from '../errors/task-errors.js';
import { nearestNames } from '../text/nearest-names.js';
import type { ManagerContext } from './manager-context.js';

/**
 * Checks that the store has the pool: one with tasks or with stored settings.
 *
 * @throws PoolNotFoundError naming the nearest ones
 */
export async function requirePoolExists(context: ManagerContext): Promise<void> {
  const pools = (await context.call(() => context.store.pools())).map(({ pool }) => pool);
  if (pools.includes(context.pool)) return;
  const nearest = nearestNames(context.pool, pools);
  throw new PoolNotFoundError(context.pool, nearest.length > 0 ? nearest : pools.slice(0, 3));
}
