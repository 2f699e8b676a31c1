import { EnsembleOptionsError, WindrowError } from '@windrow/core';
import type { CollectableRecorder, ResultOf } from './collectable-recorder.js';

/** What is needed of a `TaskManager`. */
export interface TaskReader {
  readonly pool: string;
  get(id: string, options: { readonly select: readonly ['result'] }): Promise<{ readonly result?: unknown }>;
}

/**
 * The results of the tasks of these pools, for `RecorderCollector`'s `resultOf`: of a task that was tried more than once, only the recorder
 * of the attempt that was committed is collected. A task that was removed, or has no result, points at no recorder.
 *
 * @example
 * new RecorderCollector({ experiment, resultOf: taskResults(new TaskManager(store, 'rolling')) });
 */
export function taskResults(...managers: readonly TaskReader[]): ResultOf<CollectableRecorder> {
  const byPool = new Map(managers.map((manager) => [manager.pool, manager]));
  return async ({ id, opened: { task } }) => {
    if (task === undefined) return id;
    const manager = byPool.get(task.pool);
    if (manager === undefined) {
      const known = [...byPool.keys()].map((pool) => `'${pool}'`).join(', ');
      throw new EnsembleOptionsError(
        'taskResults',
        'managers',
        `lack the pool '${task.pool}' of recorder ${id}; there are ${known}`,
      );
    }
    try {
      return (await manager.get(task.taskId, { select: ['result'] })).result;
    } catch (error) {
      if (WindrowError.is(error, 'TASK_NOT_FOUND')) return undefined;
      throw error;
    }
  };
}
