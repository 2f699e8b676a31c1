import { PoolCopyError } from '../../errors/manager-errors.js';
import type { ImportedTask, ImportOutcome } from '../../store/imported-task.js';
import type { StoredTask, TaskField } from '../../store/stored-task.js';
import type { TaskStore } from '../../store/task-store.js';
import { isEnded } from '../../task/status.js';
import { atRest } from './at-rest.js';
import { copyResult } from './copy-result.js';
import type { PoolCopy } from './pool-copy.js';
import { HIDDEN_UNTIL } from './submit-copies.js';

/** All of a task. */
export const WHOLE: readonly TaskField[] = ['definition', 'result', 'stepResult', 'history', 'progress'];

/** A store that takes whole tasks over. */
export type ImportingStore = TaskStore & Required<Pick<TaskStore, 'importTasks'>>;

export function takesWholeTasks(store: TaskStore): store is ImportingStore {
  return store.importTasks !== undefined;
}

/**
 * Brings whole tasks over that are not there yet, in order; what could be claimed there is delayed until all are there.
 *
 * @throws PoolCopyError
 */
export async function importCopies(copy: PoolCopy, store: ImportingStore, tasks: readonly StoredTask[]): Promise<void> {
  const { pool } = copy.to;
  const ids = tasks.map(({ id }) => id);
  const known = new Set((await copy.to.call(() => store.read(pool, ids, []))).map(({ id }) => id));
  const missing = ids.filter((id) => !known.has(id));
  if (missing.length === 0) return;
  const whole: ImportedTask[] = [];
  for (const task of await copy.from.read(missing, WHOLE)) whole.push(await hiddenCopy(copy, task));
  const outcomes = await copy.to.call(() => store.importTasks(pool, whole));
  outcomes.forEach((outcome, i) => {
    if (outcome.kind === 'conflict') throw new PoolCopyError(pool, whole[i]?.id ?? '', reasonOf(outcome));
  });
}

async function hiddenCopy(copy: PoolCopy, task: StoredTask): Promise<ImportedTask> {
  const { result, stepResult, ...resting } = atRest(task, copy.at);
  return {
    ...resting,
    ...(result === undefined ? {} : { result: await copyResult(copy, task.id, result) }),
    ...(stepResult === undefined ? {} : { stepResult: await copyResult(copy, task.id, stepResult) }),
    ...(isEnded(resting.status) ? {} : { availableAt: HIDDEN_UNTIL }),
  };
}

function reasonOf({ by, id }: Extract<ImportOutcome, { kind: 'conflict' }>): string {
  return by === 'key'
    ? `the same definition is there as task ${id}. Copy into an empty pool`
    : 'another task has its id there. Copy into an empty pool';
}
