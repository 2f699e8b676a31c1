import type { RemoveOutcome } from '@windrow/core';
import type { PoolState } from './pool-state.js';

/** Rule 15: a running task goes only by force; its holder then finds its claim lost. */
export function removeTasks(
  pool: PoolState | undefined,
  chosen: readonly { readonly id: string }[],
  force: boolean,
): RemoveOutcome['items'] {
  return chosen.map(({ id }) => {
    const task = pool?.byId.get(id);
    if (pool === undefined || task === undefined) return { id, outcome: 'not-found' };
    if (task.status === 'running' && !force) return { id, outcome: 'running' };
    pool.remove(task);
    return { id, outcome: 'removed' };
  });
}
