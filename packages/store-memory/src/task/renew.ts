import type { Claim, JsonValue, RenewOutcome } from '@windrow/core';
import type { PoolState } from './pool-state.js';
import { holds, lost } from './settle.js';

/** Extends one lease, stores the progress, tells whether the holder was asked to stop. */
export function renewTask(
  pool: PoolState | undefined,
  item: { readonly claim: Claim; readonly progress?: JsonValue },
  leaseMs: number,
  now: number,
): RenewOutcome {
  const task = pool?.byId.get(item.claim.taskId);
  if (pool === undefined || !holds(task, item.claim)) return lost(task);
  task.leaseUntil = now + leaseMs;
  pool.leases.refresh(task);
  if (item.progress !== undefined) task.progress = structuredClone(item.progress);
  return {
    kind: 'held',
    leftMs: leaseMs,
    leaseUntil: task.leaseUntil,
    cancelRequested: task.cancelRequested,
  };
}
