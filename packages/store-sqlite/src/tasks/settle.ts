import type { Claim, Settlement, SettleOutcome } from '@windrow/core';
import { isTorn } from '../driver/bindable.js';
import type { Connection } from '../driver/connection.js';
import { PROTOCOL } from '../file/migrations.js';
import { moveLastAttempt } from './history.js';
import { writeResult } from './results.js';
import { DONE, RUNNING, statusOf } from './statuses.js';
import type { PoolTransaction, StoreTransaction } from './store-transaction.js';
import { holderOf } from './stored-task.js';
import { taskRowById, writeTaskRow } from './task-row.js';
import { settleTask, wasSettledSo } from './transitions.js';

/**
 * What `settleTask` makes of a task whose first attempt to end commits, as one statement, since it is what happens most. It looks
 * at the store's clock and versions itself, and so can also stand alone.
 */
const COMMIT_FIRST = `UPDATE tasks SET status = ${DONE}, origin = NULL, worker = NULL, request = NULL, lease_until = NULL, error = NULL,
  ended_at = max(?1, (SELECT clock FROM pools WHERE pool = 0)), last_fence = fence, last_worker = worker, last_started_at = started_at, last_end = 'done',
  last_outcome = 'done', last_ended_at = max(?1, (SELECT clock FROM pools WHERE pool = 0)), settled_fence = fence, settled_end = 'done', settled_status = ${DONE}
  WHERE pool = (SELECT pool FROM pools WHERE name = ?2) AND id = ?3 AND status = ${RUNNING} AND fence = ?4
  AND last_outcome IS NULL
  AND EXISTS (SELECT 1 FROM store WHERE protocol_min <= ${PROTOCOL} AND protocol_current >= ${PROTOCOL}) RETURNING seq`;

export const COMMITTED: SettleOutcome = Object.freeze({ kind: 'settled', status: 'done', repeated: false });

/** Ends one attempt; refused when the claim is not the current one, repeated without effect when it was this very end. */
export function settleClaim(transaction: StoreTransaction, claim: Claim, end: Settlement): SettleOutcome {
  const pool = transaction.pool(claim.pool);
  if (pool === undefined) return { kind: 'lost' };
  const outcome = commitFirst(pool, claim, end) ?? settleRow(pool, claim, end);
  if (outcome.kind === 'settled' && !outcome.repeated) pool.tell('task-settled', [claim.taskId]);
  return outcome;
}

/** A commit without a result, outside of any transaction: one statement is one by itself. Whether it was this easy. */
export function commitAlone(connection: Connection, claim: Claim, now: number): boolean {
  return commitStatement(connection, claim, now) !== undefined;
}

function commitFirst({ connection, now }: PoolTransaction, claim: Claim, end: Settlement): SettleOutcome | undefined {
  if (end.kind !== 'done') return undefined;
  const seq = commitStatement(connection, claim, now);
  if (seq === undefined) return undefined;
  if (end.result !== undefined) writeResult(connection, 'results', seq, end.result);
  return COMMITTED;
}

function commitStatement(connection: Connection, { pool, taskId, fence }: Claim, now: number): number | undefined {
  if (isTorn(taskId)) return undefined;
  return connection.prepareTuples<readonly [seq: number]>(COMMIT_FIRST).get(now, pool, taskId, fence)?.[0];
}

function settleRow(pool: PoolTransaction, claim: Claim, end: Settlement): SettleOutcome {
  const { connection } = pool;
  const row = taskRowById(connection, pool.pool, claim.taskId);
  if (row?.status !== RUNNING || row.fence !== claim.fence) {
    if (row !== undefined && wasSettledSo(row, claim.fence, end)) {
      return { kind: 'settled', status: statusOf(row.settled_status ?? row.status), repeated: true };
    }
    return { kind: 'lost', ...holderOf(row) };
  }
  moveLastAttempt(connection, row);
  settleTask(row, end, pool.now);
  if (end.kind === 'part_done') writeResult(connection, 'step_results', row.seq, end.result);
  if (end.kind === 'done') writeResult(connection, 'results', row.seq, end.result);
  writeTaskRow(connection, row);
  if (row.queue !== null) pool.wake();
  return { kind: 'settled', status: statusOf(row.status), repeated: false };
}
