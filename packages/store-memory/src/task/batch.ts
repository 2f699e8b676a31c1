import type { BatchOptions, TaskSelection } from '@windrow/core';
import { parseCursor } from '../parse-cursor.js';
import { requireInteger } from '../require-integer.js';
import type { PoolState } from './pool-state.js';
import { search } from './search.js';
import type { TaskRecord } from './task-record.js';

export interface Batch {
  /** Ids as given, also of tasks that are not there. */
  readonly items: readonly { readonly id: string }[];
  readonly cursor?: string;
}

/** The next `limit` tasks of a selection, collected before any of them changes. @throws InvalidArgumentError */
export function nextBatch(pool: PoolState | undefined, selection: TaskSelection, options: BatchOptions): Batch {
  requireInteger('options.limit', options.limit, 1, Number.MAX_SAFE_INTEGER);
  const from = parseCursor('options.cursor', options.cursor);
  if ('ids' in selection) {
    const until = from + options.limit;
    const items = selection.ids.slice(from, until).map((id) => ({ id }));
    return until < selection.ids.length ? { items, cursor: String(until) } : { items };
  }
  const items: TaskRecord[] = [];
  if (pool === undefined) return { items };
  for (const task of search(pool, selection.filter, from)) {
    if (items.length === options.limit) return { items, cursor: String((items.at(-1) as TaskRecord).seq) };
    items.push(task);
  }
  return { items };
}
