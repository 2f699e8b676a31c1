import { InvalidArgumentError } from '../../errors/task-errors.js';
import type { ArtifactStore } from '../../store/artifact-store.js';
import type { TaskStore } from '../../store/task-store.js';
import { requirePoolExists } from '../find-pool.js';
import { ManagerContext } from '../manager-context.js';
import { requirePoolName } from '../pool-name.js';
import { requireInteger } from '../require-argument.js';
import { type CopyPoolReport, copyTasks } from './copy-tasks.js';
import { requireNoneRunning, requireNoWorkers } from './may-copy.js';
import { StoreSource } from './store-source.js';

/** How a pool is copied to another store. */
export interface CopyPoolOptions {
  /** The name of the copy; default the same. */
  readonly toPool?: string;
  /** Where large results lie, and where they go. Needed when there are any. */
  readonly artifacts?: { readonly from: ArtifactStore; readonly to: ArtifactStore };
  /**
   * Copies running tasks too, in the status they were claimed from: their attempts count as taken away, and their holders cannot end
   * them in the copy. Default: they are refused.
   */
  readonly force?: boolean;
  /** Tasks at a time, 1 to 1,000; default 200. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly copied: number; readonly total: number }) => void;
}

/**
 * Copies a pool from one store to another and compares every task afterwards. Stopped anywhere and called again it goes on
 * where it was; what is there already is compared only. Nobody may work on the copy meanwhile.
 *
 * A task keeps all that it has, its history, times, fence and count of attempts too; the tasks keep their order, though not their
 * submission numbers, and the pool its settings. Into a store without `importTasks`, tasks are replayed by the moves that any task makes:
 * history, times, fence and count of attempts begin anew there, and of the errors only those of failed tasks are kept.
 *
 * @throws PoolNotFoundError, TaskRunningError, PoolCopyError, InvalidArgumentError, StoreUnavailableError
 */
export async function copyPool(
  from: TaskStore,
  to: TaskStore,
  pool: string,
  options: CopyPoolOptions = {},
): Promise<CopyPoolReport> {
  const toPool = requirePoolName(options.toPool ?? pool);
  const source = ManagerContext.create(from, pool, { codeVersion: false });
  const target = ManagerContext.create(to, toPool, { codeVersion: false });
  const limit = requireInteger('batchSize', options.batchSize ?? 200, 1, 1_000);
  if ((await source.storeId()) === (await target.storeId()) && toPool === pool) {
    throw new InvalidArgumentError('toPool', `pool "${pool}" cannot be copied onto itself.`);
  }
  await requirePoolExists(source);
  await requireNoWorkers(target);
  if (options.force !== true) await requireNoneRunning(source, 'copying the pool');
  return copyTasks(
    {
      from: new StoreSource(source, options.artifacts?.from, limit),
      to: target,
      at: await source.call(() => from.now()),
      artifacts: options.artifacts?.to,
      moved: { artifacts: 0, bytes: 0 },
    },
    options,
  );
}
