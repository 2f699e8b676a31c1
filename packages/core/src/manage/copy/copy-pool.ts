import { PoolCopyError, TaskRunningError } from '../../errors/manager-errors.js';
import { InvalidArgumentError } from '../../errors/task-errors.js';
import type { ArtifactStore } from '../../store/artifact-store.js';
import type { StoredTask, TaskStore } from '../../store/task-store.js';
import { requirePoolExists } from '../find-pool.js';
import { ManagerContext } from '../manager-context.js';
import { requirePoolName } from '../pool-name.js';
import { requireInteger } from '../require-argument.js';
import { statusIn } from '../select-tasks.js';
import { checkCopies } from './check-copies.js';
import { replayTasks } from './replay-tasks.js';
import { submitCopies, unhideTasks } from './submit-copies.js';

/** How a pool is copied to another store. */
export interface CopyPoolOptions {
  /** The name of the copy; default the same. */
  readonly toPool?: string;
  /** Where large results lie, and where they go. Needed when there are any. */
  readonly artifacts?: { readonly from: ArtifactStore; readonly to: ArtifactStore };
  /** Copies running tasks too, in the status they were claimed from. Default: they are refused. */
  readonly force?: boolean;
  /** Tasks at a time, 1 to 1,000; default 200. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly copied: number; readonly total: number }) => void;
}

/** How much a copy of a pool has moved. */
export interface CopyPoolReport {
  readonly copied: number;
  /** Large results, and their bytes, that went from one artifact store to the other. */
  readonly artifacts: number;
  readonly bytes: number;
}

/** What the parts of one copy share. */
export interface PoolCopy {
  readonly from: ManagerContext;
  readonly to: ManagerContext;
  readonly artifacts: { readonly from: ArtifactStore; readonly to: ArtifactStore } | undefined;
  readonly moved: { artifacts: number; bytes: number };
}

/**
 * Copies a pool from one store to another and compares every task afterwards. Stopped anywhere and called again it goes on
 * where it was; what is there already is compared only. Nobody may work on the copy meanwhile.
 *
 * A task keeps its id, key, definition, priority, tags, route, limits, code version, delay, status, results and, when it has failed, its
 * error; the tasks keep their order and the pool its settings. History, times, fence and count of attempts begin anew, since a store can
 * only be written through its own transitions.
 *
 * @throws PoolNotFoundError, TaskRunningError, PoolCopyError, InvalidArgumentError, StoreUnavailableError
 */
export async function copyPool(
  from: TaskStore,
  to: TaskStore,
  pool: string,
  options: CopyPoolOptions = {},
): Promise<CopyPoolReport> {
  const copy = await prepareCopy(from, to, pool, options);
  const limit = requireInteger('batchSize', options.batchSize ?? 200, 1, 1_000);
  const counts = await copy.from.call(() => from.count(pool));
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  let copied = 0;
  for await (const tasks of pagesOf(copy, limit)) {
    options.signal?.throwIfAborted();
    await submitCopies(copy, tasks);
    await replayTasks(copy, tasks);
    await checkCopies(copy, tasks);
    copied += tasks.length;
    options.onProgress?.({ copied, total });
  }
  for await (const tasks of pagesOf(copy, limit)) {
    options.signal?.throwIfAborted();
    await unhideTasks(copy, tasks);
  }
  // As a whole, since a repeated compare-and-set whose reply was lost finds its own write.
  await copy.to.call(() => copySettings(copy));
  copy.to.wake();
  return { copied, ...copy.moved };
}

async function prepareCopy(from: TaskStore, to: TaskStore, pool: string, options: CopyPoolOptions): Promise<PoolCopy> {
  const toPool = requirePoolName(options.toPool ?? pool);
  const source = ManagerContext.create(from, pool, { codeVersion: false });
  const target = ManagerContext.create(to, toPool, { codeVersion: false });
  if ((await source.storeId()) === (await target.storeId()) && toPool === pool) {
    throw new InvalidArgumentError('toPool', `pool "${pool}" cannot be copied onto itself.`);
  }
  await requirePoolExists(source);
  const workers = await target.call(() => to.workers(toPool));
  if (workers.length > 0) {
    throw new InvalidArgumentError('to', `${workers.length} workers are alive in pool "${toPool}". Stop them first.`);
  }
  if (options.force !== true) {
    const query = { filter: statusIn('running'), fields: [], limit: 1 };
    const [running] = (await source.call(() => from.list(pool, query))).tasks;
    if (running !== undefined) throw new TaskRunningError(pool, running.id, 'copying the pool');
  }
  return { from: source, to: target, artifacts: options.artifacts, moved: { artifacts: 0, bytes: 0 } };
}

async function* pagesOf(copy: PoolCopy, limit: number): AsyncGenerator<readonly StoredTask[], void, undefined> {
  const { store, pool } = copy.from;
  let cursor: string | undefined;
  do {
    const query = { fields: ['definition' as const], limit, ...(cursor === undefined ? {} : { cursor }) };
    const page = await copy.from.call(() => store.list(pool, query));
    if (page.tasks.length > 0) yield page.tasks;
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/** Last of all, since a paused pool hands out nothing, not even to be copied into. */
async function copySettings(copy: PoolCopy): Promise<void> {
  const { version, values } = await copy.from.settings();
  const there = await copy.to.settings();
  if (version === 0 || JSON.stringify(there.values) === JSON.stringify(values)) return;
  if (there.version > 0) {
    throw new PoolCopyError(copy.to.pool, '*', 'the tasks are there, but the pool there has settings of its own');
  }
  await copy.to.store.configure(copy.to.pool, values, 0);
}
