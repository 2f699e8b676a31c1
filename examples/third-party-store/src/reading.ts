import {
  type FilterNode,
  InvalidArgumentError,
  matches,
  readPath,
  type StatusCounts,
  type StoredTask,
  TASK_STATUSES,
  type TaskField,
} from '@windrow/core';
import type { ToyTask } from './toy-data.js';

const PLAIN = [
  'id',
  'key',
  'status',
  'priority',
  'seq',
  'route',
  'tags',
  'attempts',
  'maxAttempts',
  'backoff',
  'timeLimitMs',
  'fence',
  'origin',
  'workerId',
  'leaseUntil',
  'cancelRequested',
  'createdAt',
  'availableAt',
  'startedAt',
  'endedAt',
  'codeVersion',
  'schemaVersion',
  'error',
] as const;

/** A copy of what was asked for. */
export function project(task: ToyTask, fields: readonly TaskField[]): StoredTask {
  const { history, totals, ...rest } = task;
  const all: Record<string, unknown> = { ...rest, history: { attempts: history, totals } };
  const wanted = [...PLAIN, ...fields].filter((field) => all[field] !== undefined);
  return structuredClone(Object.fromEntries(wanted.map((field) => [field, all[field]]))) as unknown as StoredTask;
}

export function isMatch(task: ToyTask, filter: FilterNode | undefined): boolean {
  if (filter === undefined) return true;
  const document = { ...task, definition: JSON.parse(task.definition) as unknown };
  return matches(filter, (path) => readPath(document, path));
}

/** The next `limit` of `items` after a cursor, which is the submission number of the last one. */
export function page<T extends { readonly seq: number }>(
  items: readonly T[],
  limit: number,
  cursor: string | undefined,
) {
  const after = cursor === undefined ? 0 : Number(cursor);
  if (!Number.isInteger(after)) throw new InvalidArgumentError('cursor', `${cursor} is no cursor of this store.`);
  const rest = items.filter(({ seq }) => seq > after);
  const taken = rest.slice(0, limit);
  return { taken, ...(rest.length > limit && { cursor: String(taken.at(-1)?.seq) }) };
}

/** @throws InvalidArgumentError unless `value` is a whole number in these bounds */
export function bounded(argument: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new InvalidArgumentError(argument, `must be a whole number from ${least} to ${most}, not ${value}.`);
}

export function countOf(tasks: readonly ToyTask[]): StatusCounts {
  const counts = Object.fromEntries(TASK_STATUSES.map((status) => [status, 0])) as Record<ToyTask['status'], number>;
  for (const { status } of tasks) counts[status] += 1;
  return counts;
}
