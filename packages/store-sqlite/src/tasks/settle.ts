import type { Claim, Settlement, SettleOutcome } from '@windrow/core';
import { moveLastAttempt } from './history.js';
import { writeResult } from './results.js';
import { RUNNING, statusOf } from './statuses.js';
import type { StoreTransaction } from './store-transaction.js';
import { holderOf } from './stored-task.js';
import { taskRowById, writeTaskRow } from './task-row.js';
import { settleTask, wasSettledSo } from './transitions.js';

/** Ends one attempt; refused when the claim is not the current one, repeated without effect when it was this very end. */
export function settleClaim(transaction: StoreTransaction, claim: Claim, end: Settlement): SettleOutcome {
  const pool = transaction.pool(claim.pool);
  if (pool === undefined) return { kind: 'lost' };
  const { connection } = transaction;
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
  if (end.kind === 'done' && end.result !== undefined) writeResult(connection, 'results', row.seq, end.result);
  writeTaskRow(connection, row);
  if (row.queue !== null) pool.wake();
  pool.tell('task-settled', [row.id]);
  return { kind: 'settled', status: statusOf(row.status), repeated: false };
}
