import type { ArtifactStore } from '../../store/artifact-store.js';
import type { PoolSettings } from '../../store/pool.js';
import type { StoredResult, StoredTask, TaskField } from '../../store/stored-task.js';
import type { ManagerContext } from '../manager-context.js';

/** Where copied tasks come from: another store, or a file. */
export interface CopySource {
  /** How many tasks there are, as far as is known. */
  total(): Promise<number>;
  /** All tasks with their definitions, by submission; the same each time it is called. */
  pages(): AsyncIterable<readonly StoredTask[]>;
  /** Tasks of the page that came last, as they are now. */
  read(ids: readonly string[], fields: readonly TaskField[]): Promise<readonly StoredTask[]>;
  settings(): Promise<PoolSettings>;
  /** The bytes of a large result. @throws InvalidArgumentError, ArtifactMissingError */
  open(taskId: string, result: LargeResult): Promise<AsyncIterable<Uint8Array>>;
}

export type LargeResult = StoredResult & { readonly kind: 'artifact' };

/** What the parts of one copy share. */
export interface PoolCopy {
  readonly from: CopySource;
  readonly to: ManagerContext;
  /** When running tasks count as taken from their holders, epoch ms by the source's clock. */
  readonly at: number;
  /** Where large results go. */
  readonly artifacts: ArtifactStore | undefined;
  readonly moved: { artifacts: number; bytes: number };
}
