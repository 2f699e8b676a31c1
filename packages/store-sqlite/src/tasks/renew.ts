import type { Claim, JsonValue, RenewOutcome } from '@windrow/core';
import { RUNNING } from './statuses.js';
import type { StoreTransaction } from './store-transaction.js';
import { holderOf } from './stored-task.js';
import { taskRowById } from './task-row.js';

const RENEW = 'UPDATE tasks SET lease_until = ? WHERE seq = ?';
const KEEP_PROGRESS = 'INSERT OR REPLACE INTO progress (seq, value) VALUES (?, ?)';

/** Moves the lease of one running task on, and keeps its progress; refused when the claim is not the current one. */
export function renewClaim(
  transaction: StoreTransaction,
  claim: Claim,
  progress: JsonValue | undefined,
  leaseMs: number,
): RenewOutcome {
  const pool = transaction.pool(claim.pool);
  if (pool === undefined) return { kind: 'lost' };
  const { connection } = transaction;
  const row = taskRowById(connection, pool.pool, claim.taskId);
  if (row?.status !== RUNNING || row.fence !== claim.fence) return { kind: 'lost', ...holderOf(row) };
  const leaseUntil = pool.now + leaseMs;
  connection.prepare(RENEW).run(leaseUntil, row.seq);
  if (progress !== undefined) connection.prepare(KEEP_PROGRESS).run(row.seq, JSON.stringify(progress));
  pool.keepClock();
  return { kind: 'held', leftMs: leaseMs, leaseUntil, cancelRequested: row.cancel_requested !== 0 };
}
