import { randomUUID } from 'node:crypto';
import type { Filter } from '../task/filter.js';
import { parseFilter } from '../task/filter-parse.js';
import { TASK_VOCABULARY } from '../task/filter-vocabulary.js';
import type { Origin } from '../task/status.js';
import { HeldTask } from './held-task.js';
import type { ManagerContext } from './manager-context.js';
import { LEAST_LEASE_MS } from './manager-options.js';
import { requireDurationMs, requireInteger, requireOneOf } from './require-argument.js';

/** Which task to claim, and for how long. */
export interface ClaimOptions {
  /** Only tasks that match. Such a claim looks at a bounded number of tasks. */
  readonly filter?: Filter;
  /** Which step to take: new tasks (`waiting`, the default) or those that wait for their next step (`part_done`). */
  readonly status?: Origin;
  /** Default: the manager's, else the pool's, else 60,000. */
  readonly leaseMs?: number;
}

/** Tasks claimed in one call of the store. */
export interface ClaimBatch {
  /** In claim order. */
  readonly tasks: readonly HeldTask[];
  /** False when a claim with a filter stopped before it had seen every task: there may be more. */
  readonly exhausted: boolean;
  /** When the next delayed task or lease falls due, ms from now; a store may leave it out where as many were claimed as were wanted. */
  readonly nextDueInMs?: number;
}

/**
 * Takes up to `limit` tasks in one call of the store, repeated under one request id while it is not available. Nothing renews
 * their leases.
 *
 * @throws InvalidArgumentError, InvalidFilterError
 */
export async function claimTasks(context: ManagerContext, limit: number, options: ClaimOptions): Promise<ClaimBatch> {
  requireInteger('limit', limit, 1, 1_000);
  const from = requireOneOf('status', options.status ?? 'waiting', ['waiting', 'part_done']);
  const filter = options.filter === undefined ? undefined : parseFilter(options.filter, TASK_VOCABULARY);
  if (options.leaseMs !== undefined) requireDurationMs('leaseMs', options.leaseMs, LEAST_LEASE_MS);
  const { routes, workerId } = context.options;
  const leaseMs = options.leaseMs ?? (await context.leaseMs());
  const request = { requestId: randomUUID(), limit, from, routes, workerId, leaseMs };
  const { tasks, exhausted, nextDueInMs } = await context.call(() =>
    context.store.claim(context.pool, filter === undefined ? request : { ...request, filter }),
  );
  return {
    tasks: tasks.map((task) => new HeldTask(context, task)),
    exhausted,
    ...(nextDueInMs === undefined ? {} : { nextDueInMs }),
  };
}

/** One task, or `undefined` when there is none now. Tells when a filter kept it from looking at all. */
export async function claimOne(context: ManagerContext, options: ClaimOptions): Promise<HeldTask | undefined> {
  const { tasks, exhausted } = await claimTasks(context, 1, options);
  const [task] = tasks;
  if (task === undefined && !exhausted) {
    context.options.onWarning({
      code: 'SCAN_STOPPED_EARLY',
      pool: context.pool,
      message: `A claim with a filter in pool "${context.pool}" found nothing among the tasks it looked at, and stopped before it had seen all. Give such tasks a higher priority, or route them with requires.`,
    });
  }
  return task;
}
