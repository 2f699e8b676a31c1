import type { ListQuery, StoredTask, TaskField, TaskPage } from '@windrow/core';
import type { Connection } from '../driver/connection.js';
import { parseCursor } from '../parse-cursor.js';
import { scanTasks } from './scan.js';
import { storedTask } from './stored-task.js';
import { taskMatcher } from './task-matcher.js';
import { taskRowBySeq } from './task-row.js';

type PageQuery = Extract<ListQuery, { readonly limit: number }>;
type TopQuery = Extract<ListQuery, { readonly top: number }>;

const FIRST_OF_POOL = 'SELECT seq FROM tasks INDEXED BY tasks_in_order WHERE pool = ? AND seq > ? ORDER BY seq LIMIT ?';

const ORDER_COLUMNS = {
  priority: 'priority',
  createdAt: 'created_at',
  startedAt: 'started_at',
  endedAt: 'ended_at',
  seq: 'seq',
} as const;

/** One page by submission number, on a connection that holds one snapshot. */
export async function listPage(connection: Connection, pool: number, query: PageQuery): Promise<TaskPage> {
  const after = parseCursor(query.cursor);
  const seqs = await firstMatching(connection, pool, query, after, query.limit + 1);
  const page = seqs.slice(0, query.limit);
  const last = page.at(-1);
  return {
    tasks: readTasks(connection, page, query.fields),
    ...(seqs.length > page.length && last !== undefined ? { cursor: String(last) } : {}),
  };
}

/** The submission numbers of the first `limit` tasks above `after` that match. */
export async function firstMatching(
  connection: Connection,
  pool: number,
  { filter }: Pick<PageQuery, 'filter'>,
  after: number,
  limit: number,
): Promise<readonly number[]> {
  const matcher = taskMatcher(filter);
  if (matcher.condition.exact && matcher.condition.sql === '1') {
    const rows = connection.prepare<{ seq: number }>(FIRST_OF_POOL).all(pool, after, limit);
    return rows.map(({ seq }) => seq);
  }
  const seqs: number[] = [];
  for await (const rows of scanTasks<{ readonly seq: number }>(connection, pool, matcher, after, limit)) {
    for (const { seq } of rows) {
      seqs.push(seq);
      if (seqs.length === limit) return seqs;
    }
  }
  return seqs;
}

/** The first tasks in an order that no index keeps: every matching task is looked at, `top` are kept. */
export async function listTop(connection: Connection, pool: number, query: TopQuery): Promise<TaskPage> {
  const { by, descending } = query.order;
  const column = ORDER_COLUMNS[by];
  const matcher = taskMatcher(query.filter);
  const columns = `${matcher.columns}, tasks.${column} AS rank`;
  type Ranked = { readonly seq: number; readonly rank: number | null };
  let best: Ranked[] = [];
  const before = (a: Ranked, b: Ranked): number => {
    if (a.rank === null || b.rank === null) return a.rank === b.rank ? a.seq - b.seq : a.rank === null ? 1 : -1;
    return (descending ? b.rank - a.rank : a.rank - b.rank) || a.seq - b.seq;
  };
  for await (const rows of scanTasks<Ranked>(connection, pool, { ...matcher, columns }, 0)) {
    best = [...best, ...rows].sort(before).slice(0, query.top);
  }
  return {
    tasks: readTasks(
      connection,
      best.map(({ seq }) => seq),
      query.fields,
    ),
  };
}

function readTasks(connection: Connection, seqs: readonly number[], fields: readonly TaskField[]): StoredTask[] {
  return seqs.flatMap((seq) => {
    const row = taskRowBySeq(connection, seq);
    return row === undefined ? [] : [storedTask(connection, row, fields)];
  });
}
