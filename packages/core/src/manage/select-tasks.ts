import { InvalidArgumentError } from '../errors/task-errors.js';
import type { TaskSelection } from '../store/stored-task.js';
import type { Filter, FilterNode } from '../task/filter.js';
import { parseFilter } from '../task/filter-parse.js';
import { TASK_VOCABULARY } from '../task/filter-vocabulary.js';
import { show } from './require-argument.js';

/** A task as a manager hands it out: anything with its id and its key. */
export interface TaskLike {
  readonly id: string;
  readonly key: string;
}

/** Which tasks: an id, ids, a task, tasks, or a filter (`{}` for all of the pool). */
export type TaskSelector = string | TaskLike | readonly (string | TaskLike)[] | Filter;

/** @throws InvalidArgumentError, InvalidFilterError */
export function selectTasks(selector: TaskSelector): TaskSelection {
  const ids = idsOf(selector);
  if (ids !== undefined) return { ids };
  return { filter: parseFilter(selector as Filter, TASK_VOCABULARY) };
}

/** The same, restricted by a filter unless the selector is by id, or its own filter speaks of the status. */
export function selectTasksOf(selector: TaskSelector, status: FilterNode): TaskSelection {
  const selection = selectTasks(selector);
  if ('ids' in selection || selection.filter === undefined || mentionsStatus(selection.filter)) return selection;
  return { filter: { op: 'and', clauses: [selection.filter, status] } };
}

/** A filter on the status alone. */
export function statusIn(...statuses: readonly string[]): FilterNode {
  return { op: 'in', path: ['status'], values: statuses };
}

function idsOf(selector: TaskSelector): readonly string[] | undefined {
  if (typeof selector === 'string') return [requireId(selector)];
  if (typeof selector !== 'object' || selector === null) {
    throw new InvalidArgumentError(
      'tasks',
      `must be an id, a task, a list of them or a filter, not ${show(selector)}.`,
    );
  }
  // No filter can name a key, so whatever has one is a task.
  if (isTaskLike(selector)) return [requireId(selector.id)];
  if (!Array.isArray(selector)) return undefined;
  const list: readonly (string | TaskLike)[] = selector;
  return [...new Set(list.map((task) => requireId(typeof task === 'string' ? task : task?.id)))];
}

function isTaskLike(selector: object): selector is TaskLike {
  const { id, key } = selector as { id?: unknown; key?: unknown };
  return typeof id === 'string' && typeof key === 'string';
}

function requireId(id: unknown): string {
  if (typeof id !== 'string' || id === '') throw new InvalidArgumentError('tasks', `${show(id)} is no id of a task.`);
  return id;
}

function mentionsStatus(node: FilterNode): boolean {
  if ('clauses' in node) return node.clauses.some(mentionsStatus);
  if ('clause' in node) return mentionsStatus(node.clause);
  return node.path.length === 1 && node.path[0] === 'status';
}
