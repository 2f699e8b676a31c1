import { moveLastAttempt } from './history.js';
import { dropResult } from './results.js';
import { DONE, PART_DONE } from './statuses.js';
import type { PoolTransaction } from './store-transaction.js';
import type { TaskRow } from './task-row.js';
import { resetTask } from './transitions.js';

const SET_CODE_VERSION = 'UPDATE tasks SET code_version = ? WHERE seq = ?';
const FORGET_PROGRESS = 'DELETE FROM progress WHERE seq = ?';

/** Starts a task over, whatever it was; the caller has checked that it may, and writes the row. */
export function restartTask(transaction: PoolTransaction, row: TaskRow, to: number, codeVersion?: string): void {
  const { connection } = transaction;
  const from = row.status;
  moveLastAttempt(connection, row);
  resetTask(row, to, transaction.now);
  row.error = null;
  if (from === DONE) dropResult(connection, 'results', row.seq);
  if (to !== PART_DONE) dropResult(connection, 'step_results', row.seq);
  if (codeVersion !== undefined) connection.prepare(SET_CODE_VERSION).run(codeVersion, row.seq);
  connection.prepare(FORGET_PROGRESS).run(row.seq);
  transaction.wake();
}
