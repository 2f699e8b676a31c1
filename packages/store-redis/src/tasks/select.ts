import type { BatchOptions, TaskSelection } from '@windrow/core';
import { parseCursor, requireInteger } from '../require-number.js';
import { type Found, search } from './search.js';
import type { Item, TaskSession } from './task-session.js';

export interface Batch {
  readonly items: readonly Item[];
  readonly cursor?: string;
}

/** The next `limit` tasks of a selection: ids as given, also of tasks that are not there, or those that match. @throws InvalidArgumentError */
export async function nextBatch(
  session: TaskSession,
  operation: string,
  pool: string,
  selection: TaskSelection,
  options: BatchOptions,
): Promise<Batch> {
  requireInteger('options.limit', options.limit, 1, Number.MAX_SAFE_INTEGER);
  const from = parseCursor('options.cursor', options.cursor);
  if ('ids' in selection) {
    const until = from + options.limit;
    const items = selection.ids.slice(from, until).map((id) => ({ id }));
    return until < selection.ids.length ? { items, cursor: String(until) } : { items };
  }
  const found: Found[] = [];
  const items = (): readonly Item[] => found.map(itemOf);
  for await (const one of search(session, operation, pool, selection.filter, from)) {
    if (found.length === options.limit) return { items: items(), cursor: String((found.at(-1) as Found).seq) };
    found.push(one);
  }
  return { items: items() };
}

/** What was found is changed only while it is what was found. */
function itemOf({ id, read }: Found): Item {
  return { id, seen: `${String(read(['status']))} ${String(read(['fence']))}` };
}
