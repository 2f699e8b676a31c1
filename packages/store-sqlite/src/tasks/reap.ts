import type { PoolSettingsValues, ReapOutcome, Retention, TaskEvent } from '@windrow/core';
import type { Connection } from '../driver/connection.js';
import { moveLastAttempt } from './history.js';
import { poolNumber } from './lookups.js';
import { readSettings } from './pools.js';
import { deleteTask } from './remove.js';
import { STATUS_NUMBER, statusOf } from './statuses.js';
import type { PoolTransaction } from './store-transaction.js';
import { TASK_COLUMNS, type TaskRow, writeTaskRow } from './task-row.js';
import type { TaskSession } from './task-session.js';
import { expireTask } from './transitions.js';

type Named = Pick<TaskRow, 'seq' | 'id' | 'status'>;

const EXPIRED = `SELECT ${TASK_COLUMNS} FROM tasks INDEXED BY tasks_leased
  WHERE pool = ? AND lease_until IS NOT NULL AND lease_until <= ? ORDER BY lease_until LIMIT ?`;
const DUE = `SELECT seq, id, status FROM tasks INDEXED BY tasks_delayed
  WHERE pool = ? AND available_at IS NOT NULL AND available_at <= ? ORDER BY available_at LIMIT ?`;
const MAKE_CLAIMABLE = 'UPDATE tasks SET available_at = NULL, queue = status WHERE seq = ?';
const RETIRED = `SELECT seq, id, status FROM tasks INDEXED BY tasks_ended
  WHERE pool = ? AND status = ? AND ended_at IS NOT NULL AND ended_at <= ? ORDER BY ended_at LIMIT ?`;
const SOMETHING_DUE = `SELECT ifnull(min(lease_until), 9e15) AS lease, (
    SELECT ifnull(min(available_at), 9e15) FROM tasks WHERE pool = ?1 AND available_at IS NOT NULL) AS delay
  FROM tasks WHERE pool = ?1 AND lease_until IS NOT NULL`;

/** Reaps pools; asks first, without the write lock, whether anything is to be done. */
export class Reaper {
  readonly #session: TaskSession;

  constructor(session: TaskSession) {
    this.#session = session;
  }

  async reap(pool: string, limit: number): Promise<ReapOutcome> {
    const { connection } = this.#session;
    const due = await this.#session.read('reap', () => somethingDue(connection, pool, this.#session.now()));
    if (!due) return { expired: [], due: 0, retired: 0, more: false };
    return this.#session.write('reap', (transaction) => {
      const inPool = transaction.poolOrNew(pool);
      return reapPool(inPool, limit, readSettings(connection, pool).values.retention);
    });
  }
}

function somethingDue(connection: Connection, pool: string, now: number): boolean {
  const number = poolNumber(connection, pool);
  if (number === undefined) return false;
  const { lease = 0, delay = 0 } =
    connection.prepare<{ lease: number; delay: number }>(SOMETHING_DUE).get(number) ?? {};
  return lease <= now || delay <= now || readSettings(connection, pool).values.retention !== undefined;
}

/** Returns what has expired, lets in what has fallen due, removes what is old enough: at most `limit` of each. */
function reapPool(
  transaction: PoolTransaction,
  limit: number,
  retention: PoolSettingsValues['retention'],
): ReapOutcome {
  // One more than the limit is asked for, to know whether it cut anything short.
  const { connection, pool, now } = transaction;
  const expired = connection.prepare<TaskRow>(EXPIRED).all(pool, now, limit + 1);
  const due = connection.prepare<Named>(DUE).all(pool, now, limit + 1);
  const old = retention === undefined ? [] : findRetired(transaction, limit + 1, retention);
  return {
    expired: expire(transaction, expired.slice(0, limit)),
    due: letIn(transaction, due.slice(0, limit)),
    retired: retire(transaction, old.slice(0, limit)),
    more: expired.length > limit || due.length > limit || old.length > limit,
  };
}

function expire(transaction: PoolTransaction, rows: readonly TaskRow[]): ReapOutcome['expired'] {
  const { now } = transaction;
  const expired = rows.map((row) => {
    moveLastAttempt(transaction.connection, row);
    expireTask(row, now);
    writeTaskRow(transaction.connection, row);
    if (row.queue !== null) transaction.wake();
    return { id: row.id, status: statusOf(row.status) as ReapOutcome['expired'][number]['status'] };
  });
  if (expired.length > 0) tell(transaction, 'task-expired', expired);
  return expired;
}

/** Gives delayed tasks that are due their place in the order. */
export function letInDue(transaction: PoolTransaction, limit: number): void {
  const { connection, pool, now } = transaction;
  letIn(transaction, connection.prepare<Named>(DUE).all(pool, now, limit));
}

function letIn(transaction: PoolTransaction, rows: readonly Named[]): number {
  if (rows.length === 0) return 0;
  for (const { seq } of rows) transaction.connection.prepare(MAKE_CLAIMABLE).run(seq);
  transaction.wake();
  tell(transaction, 'task-changed', rows);
  return rows.length;
}

function findRetired(
  { connection, pool, now }: PoolTransaction,
  limit: number,
  { olderThanMs, statuses }: Retention,
): readonly Named[] {
  const query = connection.prepare<Named>(RETIRED);
  const found: Named[] = [];
  for (const status of new Set(statuses)) {
    if (found.length < limit) {
      found.push(...query.all(pool, STATUS_NUMBER[status], now - olderThanMs, limit - found.length));
    }
  }
  return found;
}

function retire(transaction: PoolTransaction, rows: readonly Named[]): number {
  for (const { seq } of rows) deleteTask(transaction.connection, seq);
  if (rows.length > 0) tell(transaction, 'task-removed', rows);
  return rows.length;
}

function tell(transaction: PoolTransaction, type: TaskEvent['type'], tasks: readonly { readonly id: string }[]): void {
  transaction.tell(
    type,
    tasks.map(({ id }) => id),
  );
}
