import { TaskRunningError } from '../../errors/manager-errors.js';
import { InvalidArgumentError } from '../../errors/task-errors.js';
import type { ManagerContext } from '../manager-context.js';
import { statusIn } from '../select-tasks.js';

/** Nobody may work on a pool that is copied into. @throws InvalidArgumentError */
export async function requireNoWorkers(target: ManagerContext): Promise<void> {
  const workers = await target.call(() => target.store.workers(target.pool));
  if (workers.length === 0) return;
  throw new InvalidArgumentError(
    'to',
    `${workers.length} workers are alive in pool "${target.pool}". Stop them first.`,
  );
}

/** @throws TaskRunningError */
export async function requireNoneRunning(source: ManagerContext, operation: string): Promise<void> {
  const query = { filter: statusIn('running'), fields: [], limit: 1 };
  const [running] = (await source.call(() => source.store.list(source.pool, query))).tasks;
  if (running !== undefined) throw new TaskRunningError(source.pool, running.id, operation);
}
