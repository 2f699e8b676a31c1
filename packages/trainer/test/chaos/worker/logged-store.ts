import type { Claim, ClaimRequest, ClaimResult, Settlement, SettleOutcome, TaskStore } from '@windrow/core';
import { overriding } from '../store/overriding.js';
import type { StepLog } from './step-log.js';

/**
 * The same store, where each claim and each end is written down by whoever learns of it: `claimed TASK FENCE WORKER` and
 * `settled TASK FENCE KIND STATUS`, or `refused TASK FENCE KIND` when the claim was lost.
 */
export function loggedStore(store: TaskStore, log: StepLog): TaskStore {
  const claim = async (pool: string, request: ClaimRequest): Promise<ClaimResult> => {
    const result = await store.claim(pool, request);
    await Promise.all(
      result.tasks.map(({ claim: { taskId, fence, workerId } }) => log.write('claimed', taskId, fence, workerId)),
    );
    return result;
  };
  const settle = async (
    items: readonly { readonly claim: Claim; readonly end: Settlement }[],
  ): Promise<readonly SettleOutcome[]> => {
    const outcomes = await store.settle(items);
    await Promise.all(
      items.map(({ claim: { taskId, fence }, end: { kind } }, index) => {
        const outcome = outcomes[index];
        return outcome?.kind === 'settled'
          ? log.write('settled', taskId, fence, kind, outcome.status)
          : log.write('refused', taskId, fence, kind);
      }),
    );
    return outcomes;
  };
  return overriding(store, { claim, settle });
}
