import { RUNNING } from './statuses.js';
import type { PoolTransaction } from './store-transaction.js';
import type { TaskRow } from './task-row.js';

const DELETES = ['tasks', 'definitions', 'results', 'step_results', 'progress', 'attempts'].map(
  (table) => `DELETE FROM ${table} WHERE seq = ?`,
);

/** Deletes a task and all that lies beside it. */
export function deleteTask(transaction: PoolTransaction, seq: number, status: number): void {
  for (const sql of DELETES) transaction.connection.prepare(sql).run(seq);
  transaction.moved(status, undefined);
}

/** Removes one task; a running one only by force. */
export function removeTask(transaction: PoolTransaction, row: TaskRow, force: boolean): 'removed' | 'running' {
  if (row.status === RUNNING && !force) return 'running';
  deleteTask(transaction, row.seq, row.status);
  return 'removed';
}
