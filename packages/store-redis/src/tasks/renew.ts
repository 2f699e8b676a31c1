import type { Claim, JsonValue, RenewOutcome, TaskStatus } from '@windrow/core';
import { byPool } from './by-pool.js';
import { lost } from './lost.js';
import { SCRIPTS } from './scripts.js';
import type { TaskSession } from './task-session.js';

/** Leases of one script run; runs are sent together, so that all leases of a worker take one round trip. */
const MOST_PER_RUN = 500;

/** Extends leases, stores progress, tells who was asked to stop. */
export async function renewTasks(
  session: TaskSession,
  items: readonly { readonly claim: Claim; readonly progress?: JsonValue }[],
  leaseMs: number,
): Promise<readonly RenewOutcome[]> {
  const outcomes: RenewOutcome[] = [];
  await byPool(items, MOST_PER_RUN, async (pool, part) => {
    const keys = session.keys(pool);
    const answers = (await session.connection.run(
      'renew',
      SCRIPTS.renew,
      [keys.tasks, keys.leases, ...part.map(({ item }) => keys.task(item.claim.taskId))],
      [
        Math.ceil(leaseMs),
        ...part.flatMap(({ item: { claim, progress } }) => [
          claim.taskId,
          claim.fence,
          progress === undefined ? '' : JSON.stringify(progress),
        ]),
      ],
    )) as readonly (readonly string[])[];
    answers.forEach(([kind, first = '', second = '', third = ''], i) => {
      const { at } = part[i] as (typeof part)[number];
      outcomes[at] =
        kind === 'held'
          ? { kind, leftMs: Math.ceil(leaseMs), leaseUntil: Number(first), cancelRequested: second === '1' }
          : lost(first as TaskStatus, second, third);
    });
  });
  return outcomes;
}
