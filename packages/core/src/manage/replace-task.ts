import { TaskRunningError } from '../errors/manager-errors.js';
import { DuplicateTaskError, InvalidArgumentError, TaskNotFoundError } from '../errors/task-errors.js';
import type { TaskDefinition } from '../task/definition.js';
import type { ManagerContext } from './manager-context.js';
import { keyedText } from './prepare-tasks.js';
import { selectTasks, type TaskLike } from './select-tasks.js';

/** How a task's definition is replaced. */
export interface ReplaceOptions {
  /** The scope the new definition is submitted in; give the one the task was submitted in. */
  readonly scope?: string;
  /** Also while somebody runs it, who then loses it. Default false. */
  readonly force?: boolean;
}

/** @throws InvalidDefinitionError, PayloadTooLargeError, TaskNotFoundError, TaskRunningError, DuplicateTaskError */
export async function replaceTask(
  context: ManagerContext,
  task: string | TaskLike,
  next: TaskDefinition,
  options: ReplaceOptions,
): Promise<{ readonly id: string; readonly key: string }> {
  const { store, pool } = context;
  const selection = selectTasks(task);
  if (!('ids' in selection) || selection.ids.length !== 1) {
    throw new InvalidArgumentError('task', 'must be one id or one task.');
  }
  const [id] = selection.ids as readonly [string];
  const { text, key } = keyedText(next, options.scope, store.capabilities.maxDefinitionBytes, 'next');
  const change = { kind: 'replace', definition: text, key, force: options.force ?? false } as const;
  const { items } = await context.call(() => store.change(pool, { ids: [id] }, change, { limit: 1 }));
  context.wake();
  switch (items[0]?.outcome) {
    case 'changed':
      return { id, key };
    case 'running':
      throw new TaskRunningError(pool, id, 'replacing it');
    case 'duplicate': {
      const [stored] = await context.call(() => store.read(pool, [id], []));
      const status = stored?.status ?? 'waiting';
      throw new DuplicateTaskError(pool, [key], [{ id, created: false, status }]);
    }
    default:
      throw new TaskNotFoundError(pool, id);
  }
}
