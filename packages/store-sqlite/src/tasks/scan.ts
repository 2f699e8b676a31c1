import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Connection } from '../driver/connection.js';
import type { FilterableRow, TaskMatcher } from './task-matcher.js';

/** Rows looked at in one go, between two turns of the event loop: few at first, since a page is often full soon; never for long. */
const FIRST_WINDOW = 250;
const LAST_WINDOW = 4_000;

const ALL_STATUSES = 6;
const ABOVE_IN_POOL = `SELECT max(seq) AS last, count(*) AS n
  FROM (SELECT seq FROM tasks INDEXED BY tasks_in_order WHERE pool = ? AND seq > ? ORDER BY seq LIMIT ?)`;
const ABOVE_IN_STATUS = `SELECT max(seq) AS last, count(*) AS n
  FROM (SELECT seq FROM tasks INDEXED BY tasks_by_status WHERE pool = ? AND status = ? AND seq > ? ORDER BY seq LIMIT ?)`;

/**
 * The tasks of a pool that match, by submission number, in windows of bounded size. Tasks of some statuses are found by the index of
 * each status, side by side; so this needs a connection that holds one snapshot, or a task that moves in between would be missed.
 *
 * @param wanted how many the caller will take; of a window more may be left out
 */
export async function* scanTasks<Row extends { readonly seq: number } = FilterableRow>(
  connection: Connection,
  pool: number,
  matcher: TaskMatcher,
  after: number,
  wanted: number = LAST_WINDOW,
): AsyncGenerator<readonly Row[], void> {
  const bySeq = matcher.statuses.length === ALL_STATUSES;
  const streams = bySeq ? [undefined] : matcher.statuses;
  if (streams.length === 0) return;
  const atMost = matcher.condition.exact ? wanted : LAST_WINDOW;
  const rowsOf = connection.prepare<Row & FilterableRow>(windowSql(matcher, bySeq));
  for (let from = after, window = FIRST_WINDOW; ; window = Math.min(LAST_WINDOW, window * 4)) {
    const to = windowEnd(connection, pool, streams, from, Math.ceil(window / streams.length));
    const rows: Row[] = [];
    for (const status of streams) {
      const place = status === undefined ? [pool] : [pool, status];
      const upTo = to ?? Number.MAX_SAFE_INTEGER;
      for (const row of rowsOf.all(...place, from, upTo, ...matcher.condition.parameters, atMost)) {
        if (matcher.test(row)) rows.push(row);
      }
    }
    if (streams.length > 1) rows.sort((a, b) => a.seq - b.seq);
    if (rows.length > 0) yield rows;
    if (to === undefined) return;
    from = to;
    await nextTurn();
  }
}

/** How far every stream can go without any reading more than its share; `undefined` when all come to their end. */
function windowEnd(
  connection: Connection,
  pool: number,
  streams: readonly (number | undefined)[],
  from: number,
  share: number,
): number | undefined {
  let end: number | undefined;
  for (const status of streams) {
    const query = connection.prepare<{ last: number | null; n: number }>(
      status === undefined ? ABOVE_IN_POOL : ABOVE_IN_STATUS,
    );
    const found = query.get(...(status === undefined ? [pool] : [pool, status]), from, share);
    if (found === undefined || found.last === null || found.n < share) continue;
    end = end === undefined ? found.last : Math.min(end, found.last);
  }
  return end;
}

function windowSql({ columns, tables, condition }: TaskMatcher, bySeq: boolean): string {
  const index = bySeq ? 'tasks_in_order' : 'tasks_by_status';
  return `SELECT ${columns} FROM ${tables.replace(/^tasks/, `tasks INDEXED BY ${index}`)}
    WHERE tasks.pool = ? ${bySeq ? '' : 'AND tasks.status = ?'} AND tasks.seq > ? AND tasks.seq <= ? AND ${condition.sql}
    ORDER BY tasks.seq LIMIT ?`;
}
