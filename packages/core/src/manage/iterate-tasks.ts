import { InvalidArgumentError } from '../errors/task-errors.js';
import { type ClaimOptions, claimOne } from './claim-tasks.js';
import type { HeldTask } from './held-task.js';
import { keepRenewed } from './lease-renewal.js';
import type { ManagerContext } from './manager-context.js';

/**
 * Claims one task after the other until there is none. The loop's body ends each; leaving the loop, by `break` or by an
 * exception, gives back what it had not ended.
 */
export async function* iterateTasks(
  context: ManagerContext,
  options: ClaimOptions,
): AsyncGenerator<HeldTask, void, undefined> {
  const leaseMs = options.leaseMs ?? (await context.leaseMs());
  for (let task = await claimOne(context, options); task !== undefined; task = await claimOne(context, options)) {
    await using held = task;
    const stopRenewal = keepRenewed(held, leaseMs);
    try {
      yield held;
    } finally {
      stopRenewal();
    }
    if (!held.ended) {
      throw new InvalidArgumentError(
        'tasks()',
        `the loop's body neither committed, failed nor released task ${held.id} of pool "${context.pool}"; it was given back.`,
      );
    }
  }
}
