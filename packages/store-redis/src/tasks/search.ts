import { type FilterNode, matches, type StatusCounts, TASK_STATUSES, type TaskStatus } from '@windrow/core';
import { idsNamedBy, isStatusFilter, statusesNamedBy } from './named-by.js';
import { SCRIPTS } from './scripts.js';
import { type ReadField, TaskReader } from './task-reader.js';
import type { TaskSession } from './task-session.js';

const BATCH = 250;
/** In the order in which the script tells them. */
const COUNTED: readonly TaskStatus[] = ['waiting', 'running', 'part_done', 'done', 'failed', 'cancelled'];

/** A task that a search found, with what it was read as. */
export interface Found {
  readonly id: string;
  readonly seq: number;
  readonly read: ReadField;
}

/** The tasks that match, by submission number above `after`, read in bounded batches. Ids and statuses that the filter names narrow it; `also` is one more field to read. */
export async function* search(
  session: TaskSession,
  operation: string,
  pool: string,
  filter: FilterNode | undefined,
  after: number,
  also?: string,
): AsyncGenerator<Found, void> {
  const reader = new TaskReader(session, operation, filter, also);
  const ids = filter === undefined ? undefined : idsNamedBy(filter);
  if (ids !== undefined) {
    yield* among(session, operation, pool, reader, [...new Set(ids)], filter, after);
    return;
  }
  let left = Number.POSITIVE_INFINITY;
  const statuses = filter === undefined ? TASK_STATUSES : statusesNamedBy(filter);
  if (statuses.length < TASK_STATUSES.length) {
    const counts = await countByStatus(session, operation, pool);
    left = statuses.reduce((sum, status) => sum + counts[status], 0);
    if (left === 0) return;
  }
  for (let from = after; ; ) {
    const page = (await session.connection.command(
      operation,
      'ZRANGEBYSCORE',
      session.keys(pool).order,
      `(${from}`,
      '+inf',
      'WITHSCORES',
      'LIMIT',
      0,
      BATCH,
    )) as readonly string[];
    const batch = page.filter((_, i) => i % 2 === 0);
    const readers = await reader.read(pool, batch);
    for (const [i, id] of batch.entries()) {
      const read = readers[i];
      if (read === undefined || (filter !== undefined && !matches(filter, read))) continue;
      yield { id, seq: Number(page[2 * i + 1]), read };
    }
    if (batch.length < BATCH) return;
    from = Number(page.at(-1));
  }
}

async function* among(
  session: TaskSession,
  operation: string,
  pool: string,
  reader: TaskReader,
  ids: readonly string[],
  filter: FilterNode | undefined,
  after: number,
): AsyncGenerator<Found, void> {
  const rows = await session.readFields(operation, pool, ids, ['seq']);
  const placed = ids
    .flatMap((id, i) => {
      const seq = rows[i]?.[0];
      return seq ? [{ id, seq: Number(seq) }] : [];
    })
    .filter(({ seq }) => seq > after)
    .sort((a, b) => a.seq - b.seq);
  for (let from = 0; from < placed.length; from += BATCH) {
    const batch = placed.slice(from, from + BATCH);
    const readers = await reader.read(
      pool,
      batch.map(({ id }) => id),
    );
    for (const [i, one] of batch.entries()) {
      const read = readers[i];
      if (read !== undefined && (filter === undefined || matches(filter, read))) yield { ...one, read };
    }
  }
}

/** How many tasks of a pool are in each status, by the sizes of its indexes. */
export async function countByStatus(session: TaskSession, operation: string, pool: string): Promise<StatusCounts> {
  const keys = session.keys(pool);
  const indexes = [keys.pool, keys.order, keys.leases, keys.done, keys.failed, keys.cancelled];
  const answer = (await session.connection.run(operation, SCRIPTS.count, indexes, [])) as readonly number[];
  return Object.fromEntries(COUNTED.map((status, i) => [status, answer[i]])) as StatusCounts;
}

/** Counts by status: by the sizes of indexes, unless the filter says more than a status. */
export async function countTasks(
  session: TaskSession,
  pool: string,
  filter: FilterNode | undefined,
): Promise<StatusCounts> {
  if (filter === undefined) return countByStatus(session, 'count', pool);
  const counts: Record<TaskStatus, number> = { waiting: 0, running: 0, part_done: 0, done: 0, failed: 0, cancelled: 0 };
  if (isStatusFilter(filter)) {
    const all = await countByStatus(session, 'count', pool);
    for (const status of statusesNamedBy(filter)) counts[status] = all[status];
    return counts;
  }
  for await (const { read } of search(session, 'count', pool, filter, 0)) {
    counts[read(['status']) as TaskStatus] += 1;
  }
  return counts;
}
