import { InvalidArgumentError } from '../../errors/task-errors.js';
import type { ArtifactStore } from '../../store/artifact-store.js';
import type { PoolSettings } from '../../store/pool.js';
import type { StoredTask, TaskField } from '../../store/stored-task.js';
import { taskOwner } from '../large-values.js';
import type { ManagerContext } from '../manager-context.js';
import type { CopySource, LargeResult } from './pool-copy.js';

/** The tasks of a pool in a store, to be copied. */
export class StoreSource implements CopySource {
  constructor(
    readonly context: ManagerContext,
    readonly artifacts: ArtifactStore | undefined,
    readonly pageSize: number,
    readonly fields: readonly TaskField[] = ['definition'],
  ) {}

  async total(): Promise<number> {
    const counts = await this.context.call(() => this.context.store.count(this.context.pool));
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
  }

  async *pages(): AsyncGenerator<readonly StoredTask[], void, undefined> {
    const { context, fields } = this;
    let cursor: string | undefined;
    do {
      const query = { fields, limit: this.pageSize, ...(cursor === undefined ? {} : { cursor }) };
      const page = await context.call(() => context.store.list(context.pool, query));
      if (page.tasks.length > 0) yield page.tasks;
      cursor = page.cursor;
    } while (cursor !== undefined);
  }

  read(ids: readonly string[], fields: readonly TaskField[]): Promise<readonly StoredTask[]> {
    return this.context.call(() => this.context.store.read(this.context.pool, ids, fields));
  }

  settings(): Promise<PoolSettings> {
    return this.context.settings();
  }

  async open(taskId: string, { name }: LargeResult): Promise<AsyncIterable<Uint8Array>> {
    if (this.artifacts === undefined) {
      throw new InvalidArgumentError(
        'artifacts',
        `is needed: the result of task ${taskId} lies, or has to lie, in an artifact store.`,
      );
    }
    return this.artifacts.get(await taskOwner(this.context, taskId), name);
  }
}
