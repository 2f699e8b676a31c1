import { PoolArchiveError } from '../../errors/pool-archive-error.js';
import { InvalidArgumentError } from '../../errors/task-errors.js';
import type { ArtifactStore } from '../../store/artifact-store.js';
import type { PoolSettings } from '../../store/pool.js';
import type { StoredTask } from '../../store/stored-task.js';
import type { CopySource, LargeResult, PoolCopy } from '../copy/pool-copy.js';
import { taskOwner } from '../large-values.js';
import type { PoolManifest } from './pool-archive-format.js';
import { type ArchivedBytes, readPoolArchive } from './read-pool-archive.js';

/** The tasks of a pool in a file that was checked, to be copied. Large results go to the artifact store as they are passed. */
export class ArchiveSource implements CopySource {
  readonly #source: () => AsyncIterable<Uint8Array>;
  readonly #manifest: PoolManifest;
  readonly #sums: ReadonlyMap<string, string>;
  #page: ReadonlyMap<string, StoredTask> = new Map();
  #stored = false;

  constructor(
    source: () => AsyncIterable<Uint8Array>,
    manifest: PoolManifest,
    sums: ReadonlyMap<string, string>,
    /** Where the copy goes; this source is its `from`. */
    readonly copy: Omit<PoolCopy, 'from'>,
  ) {
    this.#source = source;
    this.#manifest = manifest;
    this.#sums = sums;
  }

  async total(): Promise<number> {
    return this.#manifest.tasks;
  }

  async *pages(): AsyncGenerator<readonly StoredTask[], void, undefined> {
    for await (const part of readPoolArchive(this.#source(), this.#sums)) {
      // On a second reading they are stored already.
      if (part.kind === 'result' && !this.#stored) await this.#store(part.result);
      if (part.kind !== 'tasks') continue;
      this.#page = new Map(part.tasks.map((task) => [task.id, task]));
      yield part.tasks;
    }
    this.#stored = true;
  }

  async read(ids: readonly string[]): Promise<readonly StoredTask[]> {
    return ids.flatMap((id) => this.#page.get(id) ?? []);
  }

  async settings(): Promise<PoolSettings> {
    return this.#manifest.settings;
  }

  /** Never needed unless somebody took it away again: it was stored before its task came. */
  async open(taskId: string, { name }: LargeResult): Promise<AsyncIterable<Uint8Array>> {
    throw new PoolArchiveError('', `the result ${name} of task ${taskId} was removed while it was imported`);
  }

  async #store({ taskId, name, size, sha256, bytes }: ArchivedBytes): Promise<void> {
    const { to, moved } = this.copy;
    const artifacts = requireArtifacts(this.copy.artifacts, taskId);
    const owner = await taskOwner(to, taskId);
    const there = await to.call(() => artifacts.stat(owner, name));
    if (there?.sha256 === sha256 && there.size === size) return;
    await artifacts.put(owner, name, bytes);
    moved.artifacts += 1;
    moved.bytes += size;
  }
}

/** @throws InvalidArgumentError */
export function requireArtifacts(artifacts: ArtifactStore | undefined, taskId: string): ArtifactStore {
  if (artifacts !== undefined) return artifacts;
  throw new InvalidArgumentError(
    'artifacts',
    `is needed: the result of task ${taskId} has to lie in an artifact store.`,
  );
}
