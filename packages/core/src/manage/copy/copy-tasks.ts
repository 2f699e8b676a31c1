import { PoolCopyError } from '../../errors/manager-errors.js';
import type { PoolSettingsValues } from '../../store/pool.js';
import type { StoredTask } from '../../store/stored-task.js';
import { checkCopies } from './check-copies.js';
import { importCopies, takesWholeTasks } from './import-copies.js';
import type { PoolCopy } from './pool-copy.js';
import { replayTasks } from './replay-tasks.js';
import { sameValue } from './same-value.js';
import { submitCopies, unhideTasks } from './submit-copies.js';

/** How much a copy of a pool has moved. */
export interface CopyPoolReport {
  readonly copied: number;
  /** Large results, and their bytes, that went from one artifact store to the other. */
  readonly artifacts: number;
  readonly bytes: number;
}

export interface CopyTasksOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly copied: number; readonly total: number }) => void;
}

/** Brings all tasks of the source to the target, page by page, and compares each; then the settings. @throws PoolCopyError */
export async function copyTasks(copy: PoolCopy, { signal, onProgress }: CopyTasksOptions): Promise<CopyPoolReport> {
  await settingsToCopy(copy);
  const total = await copy.from.total();
  let copied = 0;
  for await (const tasks of copy.from.pages()) {
    signal?.throwIfAborted();
    await bring(copy, tasks);
    await checkCopies(copy, tasks);
    copied += tasks.length;
    onProgress?.({ copied, total });
  }
  for await (const tasks of copy.from.pages()) {
    signal?.throwIfAborted();
    await unhideTasks(copy, tasks);
  }
  // As a whole, since a repeated compare-and-set whose reply was lost finds its own write.
  await copy.to.call(() => copySettings(copy));
  copy.to.wake();
  return { copied, ...copy.moved };
}

async function bring(copy: PoolCopy, tasks: readonly StoredTask[]): Promise<void> {
  const { store } = copy.to;
  if (takesWholeTasks(store)) return importCopies(copy, store, tasks);
  await submitCopies(copy, tasks);
  await replayTasks(copy, tasks);
}

/** Last of all, since a paused pool hands out nothing, not even to be copied into. */
async function copySettings(copy: PoolCopy): Promise<void> {
  const values = await settingsToCopy(copy);
  if (values !== undefined) await copy.to.store.configure(copy.to.pool, values, 0);
}

/** `undefined` where nothing is to be done. @throws PoolCopyError where the pool there has others */
async function settingsToCopy(copy: PoolCopy): Promise<PoolSettingsValues | undefined> {
  const { version, values } = await copy.from.settings();
  const there = await copy.to.settings();
  if (version === 0 || sameValue(there.values, values)) return undefined;
  if (there.version > 0) {
    throw new PoolCopyError(
      copy.to.pool,
      '*',
      'the pool there has settings of its own. Give it the same, or copy into another',
    );
  }
  return values;
}
