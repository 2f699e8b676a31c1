import type { ListQuery, StoredTask, TaskField, TaskPage } from '@windrow/core';
import { parseCursor, requireInteger } from '../require-number.js';
import { type Found, search } from './search.js';
import { namesOf, storedTask, valuesOf } from './stored-task.js';
import type { TaskSession } from './task-session.js';

const MAX_TOP = 1_000;

/** Tasks in the order of the ids; what is not there is left out. */
export async function readTasks(
  session: TaskSession,
  operation: string,
  pool: string,
  ids: readonly string[],
  fields: readonly TaskField[],
): Promise<readonly StoredTask[]> {
  if (ids.length === 0) return [];
  const names = namesOf(fields);
  const rows = await session.readFields(operation, pool, ids, names);
  return rows.flatMap((row, i) => storedTask(ids[i] as string, valuesOf(names, row), fields) ?? []);
}

/** Rule 11: pages by submission number, or the first `top` in another order. @throws InvalidArgumentError */
export async function listTasks(session: TaskSession, pool: string, query: ListQuery): Promise<TaskPage> {
  if ('top' in query) {
    requireInteger('list.top', query.top, 1, MAX_TOP);
    const ids = await firstOf(session, pool, query);
    return { tasks: await readTasks(session, 'list', pool, ids, query.fields) };
  }
  requireInteger('list.limit', query.limit, 1, Number.MAX_SAFE_INTEGER);
  const found: Found[] = [];
  const page = async (): Promise<readonly StoredTask[]> =>
    readTasks(
      session,
      'list',
      pool,
      found.map(({ id }) => id),
      query.fields,
    );
  for await (const one of search(session, 'list', pool, query.filter, parseCursor('list.cursor', query.cursor))) {
    if (found.length === query.limit) return { tasks: await page(), cursor: String((found.at(-1) as Found).seq) };
    found.push(one);
  }
  return { tasks: await page() };
}

interface Ranked {
  readonly id: string;
  readonly seq: number;
  readonly value: number | undefined;
}

/** Keeps at most a few times `top` ids in hand, so that a large pool is not sorted whole. */
async function firstOf(
  session: TaskSession,
  pool: string,
  query: Extract<ListQuery, { top: number }>,
): Promise<readonly string[]> {
  const { by, descending } = query.order;
  const before = (a: Ranked, b: Ranked): number => {
    if (a.value === b.value) return a.seq - b.seq;
    if (a.value === undefined) return 1;
    if (b.value === undefined) return -1;
    return descending ? b.value - a.value : a.value - b.value;
  };
  const kept: Ranked[] = [];
  const cut = (): void => {
    kept.sort(before);
    kept.length = Math.min(kept.length, query.top);
  };
  for await (const { id, seq, read } of search(session, 'list', pool, query.filter, 0, by)) {
    kept.push({ id, seq, value: by === 'seq' ? seq : (read([by]) as number | undefined) });
    if (kept.length >= 4 * MAX_TOP) cut();
  }
  cut();
  return kept.map(({ id }) => id);
}
