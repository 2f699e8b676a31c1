import { PoolArchiveError } from '../../errors/pool-archive-error.js';
import type { ArtifactStore } from '../../store/artifact-store.js';
import type { TaskStore } from '../../store/task-store.js';
import { type CopyPoolReport, copyTasks } from '../copy/copy-tasks.js';
import { requireNoWorkers } from '../copy/may-copy.js';
import { ManagerContext } from '../manager-context.js';
import { requirePoolName } from '../pool-name.js';
import { ArchiveSource, requireArtifacts } from './archive-source.js';
import { TaskCheck } from './check-tasks.js';
import type { PoolManifest } from './pool-archive-format.js';
import { type PoolPart, readPoolArchive } from './read-pool-archive.js';

/** How a file of a pool is imported. */
export interface ImportPoolOptions {
  /** The pool's name here; default the exported one's. */
  readonly pool?: string;
  /** Where large results go. Needed when there are any. */
  readonly artifacts?: ArtifactStore;
  readonly signal?: AbortSignal;
  /** First the file is only checked, then its tasks are written. */
  readonly onProgress?: (progress: {
    readonly phase: 'check' | 'write';
    readonly done: number;
    readonly total: number;
  }) => void;
}

/** What an import has brought. */
export interface ImportPoolReport extends CopyPoolReport {
  readonly pool: string;
  /** Where and when it was exported. */
  readonly manifest: PoolManifest;
}

/**
 * Brings a file that {@link exportPool} made into a store. The whole file is checked before anything is written. Stopped anywhere and called
 * again it goes on where it was; what is there already is compared only. Nobody may work on the pool meanwhile. What a task keeps is
 * what `copyPool` keeps.
 *
 * @param source gives the file's bytes from the beginning; called three times
 * @throws PoolArchiveError, PoolCopyError, InvalidArgumentError, StoreUnavailableError
 */
export async function importPool(
  store: TaskStore,
  source: () => AsyncIterable<Uint8Array>,
  options: ImportPoolOptions = {},
): Promise<ImportPoolReport> {
  const { manifest, sums, check } = await checkFile(store, source, options);
  const pool = poolOf(manifest, options);
  const to = ManagerContext.create(store, pool, { codeVersion: false });
  await requireNoWorkers(to);
  check.requirePast(await to.call(() => store.now()));
  const copy = { to, at: manifest.exportedAt, artifacts: options.artifacts, moved: { artifacts: 0, bytes: 0 } };
  const { signal, onProgress } = options;
  const report = await copyTasks(
    { ...copy, from: new ArchiveSource(source, manifest, sums, copy) },
    {
      ...(signal === undefined ? {} : { signal }),
      onProgress: ({ copied, total }) => onProgress?.({ phase: 'write', done: copied, total }),
    },
  );
  return { pool, manifest, ...report };
}

async function checkFile(
  store: TaskStore,
  source: () => AsyncIterable<Uint8Array>,
  options: ImportPoolOptions,
): Promise<{
  readonly manifest: PoolManifest;
  readonly sums: ReadonlyMap<string, string>;
  readonly check: TaskCheck;
}> {
  const check = new TaskCheck(store);
  const parts = readPoolArchive(source());
  let manifest: PoolManifest | undefined;
  let done = 0;
  for (;;) {
    const next = await parts.next();
    if (next.done === true) return { manifest: manifest as PoolManifest, sums: next.value, check };
    options.signal?.throwIfAborted();
    const part: PoolPart = next.value;
    if (part.kind === 'manifest') {
      manifest = part.manifest;
      poolOf(manifest, options);
    } else if (part.kind === 'result') {
      const { maxBytes } = requireArtifacts(options.artifacts, part.result.taskId).capabilities;
      if (part.result.size > maxBytes) {
        const reason = `the artifact store takes ${maxBytes} bytes, it has ${part.result.size}`;
        throw new PoolArchiveError(part.result.name, reason);
      }
    } else {
      check.take(part.tasks, manifest?.exportedAt ?? 0);
      done += part.tasks.length;
      options.onProgress?.({ phase: 'check', done, total: manifest?.tasks ?? done });
    }
  }
}

/** @throws PoolArchiveError, InvalidArgumentError for a name that is none */
function poolOf(manifest: PoolManifest, options: ImportPoolOptions): string {
  return requirePoolName(options.pool ?? manifest.pool);
}
