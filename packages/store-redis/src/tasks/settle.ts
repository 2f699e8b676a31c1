import type { Claim, Settlement, SettleOutcome, TaskStatus } from '@windrow/core';
import type { RedisArgument } from '../connection/redis-connection.js';
import { byPool } from './by-pool.js';
import { lost } from './lost.js';
import { SCRIPTS } from './scripts.js';
import { packResult } from './stored-result.js';
import { MOST_PER_SCRIPT, type TaskSession } from './task-session.js';

/** Ends attempts, each fenced on its own, idempotent. */
export async function settleTasks(
  session: TaskSession,
  items: readonly { readonly claim: Claim; readonly end: Settlement }[],
): Promise<readonly SettleOutcome[]> {
  const outcomes: SettleOutcome[] = [];
  await byPool(items, MOST_PER_SCRIPT, async (pool, part) => {
    const answers = (await session.runOnTasks(
      'settle',
      SCRIPTS.settle,
      pool,
      // A task that is done goes back to no route.
      part.map(({ item: { claim, end } }) =>
        end.kind === 'done' ? { id: claim.taskId, route: 'none' } : { id: claim.taskId },
      ),
      () => part.flatMap(({ item: { claim, end } }) => wordsOf(claim, end)),
    )) as readonly (readonly string[])[];
    answers.forEach(([kind, status = '', second = '', third = ''], i) => {
      const { at } = part[i] as (typeof part)[number];
      outcomes[at] =
        kind === 'settled'
          ? { kind, status: status as TaskStatus, repeated: second === '1' }
          : lost(status as TaskStatus, second, third);
    });
  });
  return outcomes;
}

function wordsOf({ fence }: Claim, end: Settlement): readonly RedisArgument[] {
  switch (end.kind) {
    case 'done':
    case 'part_done':
      return [fence, end.kind, packResult(end.result), '', ''];
    case 'error':
      return [fence, end.kind, JSON.stringify(end.error), end.final ? '1' : '', Math.ceil(end.delayMs)];
    case 'release':
      return [fence, end.kind, '', '', Math.ceil(end.delayMs)];
  }
}
