import { type EntryWriter, packTar } from '../../archive/entry-writer.js';
import type { ArtifactStore } from '../../store/artifact-store.js';
import type { StoredTask } from '../../store/stored-task.js';
import type { TaskStore } from '../../store/task-store.js';
import { atRest } from '../copy/at-rest.js';
import { requireNoneRunning } from '../copy/may-copy.js';
import { StoreSource } from '../copy/store-source.js';
import { requirePoolExists } from '../find-pool.js';
import { ManagerContext } from '../manager-context.js';
import { archivedLine } from './archived-task.js';
import {
  POOL_FORMAT,
  POOL_FORMAT_VERSION,
  POOL_MANIFEST_ENTRY,
  POOL_SUMS_ENTRY,
  type PoolManifest,
  resultEntry,
  tasksEntry,
} from './pool-archive-format.js';

const LARGEST_PAGE = 200;
const LEAST_PAGE = 10;
/** A page is so small that its results, inline at their largest, two each, take no more. */
const PAGE_BYTES = 64 * 1024 * 1024;
const FIELDS = ['definition', 'result', 'stepResult', 'history', 'progress'] as const;

/** How a pool is exported. */
export interface ExportPoolOptions {
  /** Where large results lie. Needed when there are any. */
  readonly artifacts?: ArtifactStore;
  /** Exports running tasks too, as `copyPool` copies them. Default: they are refused. */
  readonly force?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly exported: number; readonly total: number }) => void;
}

/**
 * A pool with all its tasks as one file with checksums, in pieces, for {@link importPool}. It is read page by page, so memory stays
 * bounded; what changes meanwhile is in it as it was when its page was read.
 *
 * @throws PoolNotFoundError, TaskRunningError, InvalidArgumentError, ArtifactMissingError, ArtifactCorruptError, StoreUnavailableError
 */
export async function* exportPool(
  store: TaskStore,
  pool: string,
  options: ExportPoolOptions = {},
): AsyncGenerator<Uint8Array, void> {
  const context = ManagerContext.create(store, pool, { codeVersion: false });
  await requirePoolExists(context);
  if (options.force !== true) await requireNoneRunning(context, 'exporting the pool');
  const source = new StoreSource(context, options.artifacts, pageSize(store), FIELDS);
  const manifest: PoolManifest = {
    format: POOL_FORMAT,
    version: POOL_FORMAT_VERSION,
    storeId: await context.storeId(),
    pool,
    exportedAt: await context.call(() => store.now()),
    tasks: await source.total(),
    settings: await source.settings(),
  };
  yield* packTar(new Date(manifest.exportedAt), (entries) => writePool(source, manifest, entries, options));
}

function pageSize({ capabilities }: TaskStore): number {
  const fitting = Math.floor(PAGE_BYTES / (2 * Math.max(1, capabilities.inlineResultBytes)));
  return Math.max(LEAST_PAGE, Math.min(LARGEST_PAGE, fitting));
}

async function writePool(
  source: StoreSource,
  manifest: PoolManifest,
  entries: EntryWriter,
  { signal, onProgress }: ExportPoolOptions,
): Promise<void> {
  await entries.writeJson(POOL_MANIFEST_ENTRY, manifest);
  let page = 0;
  let exported = 0;
  for await (const tasks of source.pages()) {
    signal?.throwIfAborted();
    for (const task of tasks) await writeLargeResults(source, task, entries);
    page += 1;
    await entries.write(
      tasksEntry(page),
      Buffer.from(tasks.map((task) => archivedLine({ ...atRest(task, manifest.exportedAt), seq: task.seq })).join('')),
    );
    exported += tasks.length;
    onProgress?.({ exported, total: manifest.tasks });
  }
  await entries.write(POOL_SUMS_ENTRY, Buffer.from(entries.sums()));
}

async function writeLargeResults(source: StoreSource, task: StoredTask, entries: EntryWriter): Promise<void> {
  for (const result of [task.stepResult, task.result]) {
    if (result?.kind !== 'artifact') continue;
    const entry = resultEntry(result.sha256, task.id, result.name);
    await entries.writeKnown(entry, result.size, await source.open(task.id, result));
  }
}
