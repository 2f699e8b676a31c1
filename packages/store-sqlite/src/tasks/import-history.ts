import {
  ATTEMPT_OUTCOMES,
  type AttemptOutcome,
  type AttemptRecord,
  HISTORY_LIMIT,
  type ImportedTask,
} from '@windrow/core';
import type { Connection } from '../driver/connection.js';
import { ADD_ATTEMPT } from './history.js';

const KEEP_DROPPED = 'UPDATE tasks SET history_dropped = ? WHERE seq = ?';
const KEEP_LAST = `UPDATE tasks SET last_fence = ?, last_worker = ?, last_started_at = ?, last_end = ?, last_outcome = ?,
  last_ended_at = ? WHERE seq = ?`;

/** The history of an imported task, as if its attempts had ended here. The row is there already. */
export function writeImportedHistory(connection: Connection, seq: number, task: ImportedTask): void {
  const { attempts, totals } = task.history;
  const rows = attempts.length === HISTORY_LIMIT && hasErrorOfRow(task) ? attempts.slice(0, -1) : attempts;
  for (const attempt of rows) {
    const { fence, workerId, startedAt, endedAt, outcome, error } = attempt;
    const text = error === undefined ? null : JSON.stringify(error);
    connection.prepare(ADD_ATTEMPT).run(seq, fence, workerId, startedAt, endedAt, outcome, text);
  }
  // The row has a place for the last one, so that as many are kept as of a task of this store.
  if (rows.length < attempts.length) keepLast(connection, seq, attempts.at(-1) as AttemptRecord);
  const dropped: Partial<Record<AttemptOutcome, number>> = {};
  for (const outcome of ATTEMPT_OUTCOMES) {
    const kept = attempts.filter((attempt) => attempt.outcome === outcome).length;
    const before = (totals[outcome] ?? 0) - kept;
    if (before > 0) dropped[outcome] = before;
  }
  if (Object.keys(dropped).length > 0) connection.prepare(KEEP_DROPPED).run(JSON.stringify(dropped), seq);
}

/** Whether the last attempt's error is the task's own, where the row has it. */
function hasErrorOfRow({ history, error }: ImportedTask): boolean {
  const last = history.attempts.at(-1)?.error;
  return last === undefined || JSON.stringify(last) === JSON.stringify(error);
}

function keepLast(connection: Connection, seq: number, last: AttemptRecord): void {
  connection
    .prepare(KEEP_LAST)
    .run(
      last.fence,
      last.workerId,
      last.startedAt,
      last.error === undefined ? 'done' : 'error',
      last.outcome,
      last.endedAt,
      seq,
    );
}
