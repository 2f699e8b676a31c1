import { PoolArchiveError } from '../../errors/pool-archive-error.js';
import { checkImportedTasks, lastTimeOf } from '../../store/check-imported-tasks.js';
import { IMPORT_AHEAD_MS } from '../../store/imported-task.js';
import type { StoredTask } from '../../store/stored-task.js';
import type { TaskStore } from '../../store/task-store.js';
import { atRest } from '../copy/at-rest.js';
import { takesWholeTasks } from '../copy/import-copies.js';

/** Checks the tasks of a file against what a store will ask of them, so that nothing is written of one that it refuses. */
export class TaskCheck {
  #latest = { at: 0, id: '' };

  constructor(readonly store: TaskStore) {}

  /** @throws PoolArchiveError */
  take(tasks: readonly StoredTask[], exportedAt: number): void {
    const { store } = this;
    const { maxDefinitionBytes } = store.capabilities;
    const large = tasks.find(({ definition = '' }) => Buffer.byteLength(definition) > maxDefinitionBytes);
    if (large !== undefined) {
      throw new PoolArchiveError('', `the definition of task ${large.id} has more than ${maxDefinitionBytes} bytes`);
    }
    if (!takesWholeTasks(store)) return;
    const whole = tasks.map((task) => atRest(task, exportedAt));
    try {
      // Results that are too large to lie inline go to the artifact store.
      checkImportedTasks(whole, { maxDefinitionBytes, inlineResultBytes: Number.POSITIVE_INFINITY });
    } catch (cause) {
      throw new PoolArchiveError('', `a task of it is none: ${(cause as Error).message}`, { cause });
    }
    for (const task of whole) {
      const at = lastTimeOf(task);
      if (at > this.#latest.at) this.#latest = { at, id: task.id };
    }
  }

  /** @throws PoolArchiveError for tasks of the future */
  requirePast(now: number): void {
    const { at, id } = this.#latest;
    if (at <= now + IMPORT_AHEAD_MS) return;
    throw new PoolArchiveError('', `task ${id} has times more than an hour ahead of the store's clock`);
  }
}
