import { PoolCopyError } from '../../errors/manager-errors.js';
import type { NewTask, StoredTask } from '../../store/stored-task.js';
import { isEnded } from '../../task/status.js';
import { restingStatus } from './at-rest.js';
import type { PoolCopy } from './pool-copy.js';

/** Waiting tasks are copied so far into the future that nobody takes them before all are there. */
export const HIDDEN_UNTIL: number = Date.UTC(2100, 0, 1);

/** Submits what is not there yet, in order, under the same ids. @throws PoolCopyError */
export async function submitCopies(copy: PoolCopy, tasks: readonly StoredTask[]): Promise<void> {
  const { store, pool } = copy.to;
  const there = await copy.to.call(() =>
    store.read(
      pool,
      tasks.map(({ id }) => id),
      [],
    ),
  );
  const known = new Set(there.map(({ id }) => id));
  const missing = tasks.filter(({ id }) => !known.has(id));
  if (missing.length === 0) return;
  const outcomes = await copy.to.call(() => store.submit(pool, missing.map(toNewTask), 'reuse'));
  outcomes.forEach(({ created, id }, i) => {
    if (created) return;
    const reason = `the same definition is there as task ${id}. Copy into an empty pool`;
    throw new PoolCopyError(pool, (missing[i] as StoredTask).id, reason);
  });
}

/** Makes waiting tasks claimable, or delays them as they were, once every task is there. */
export async function unhideTasks(copy: PoolCopy, tasks: readonly StoredTask[]): Promise<void> {
  const { store, pool } = copy.to;
  const claimable: string[] = [];
  for (const task of tasks) {
    if (isEnded(restingStatus(task))) continue;
    if (task.availableAt === undefined) {
      claimable.push(task.id);
      continue;
    }
    const change = { kind: 'delay', availableAt: task.availableAt } as const;
    await copy.to.call(() => store.change(pool, { ids: [task.id] }, change, { limit: 1 }));
  }
  if (claimable.length === 0) return;
  const change = { kind: 'delay', delayMs: 0 } as const;
  await copy.to.call(() => store.change(pool, { ids: claimable }, change, { limit: claimable.length }));
}

function toNewTask(task: StoredTask): NewTask {
  const { id, key, priority, tags, route, maxAttempts, backoff, timeLimitMs, codeVersion, schemaVersion } = task;
  return {
    id,
    key,
    definition: task.definition as string,
    priority,
    tags,
    route,
    maxAttempts,
    backoff,
    schemaVersion,
    ...(timeLimitMs === undefined ? {} : { timeLimitMs }),
    ...(codeVersion === undefined ? {} : { codeVersion }),
    ...(restingStatus(task) === 'waiting' ? { availableAt: HIDDEN_UNTIL } : {}),
  };
}
