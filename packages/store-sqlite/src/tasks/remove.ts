import type { Connection } from '../driver/connection.js';
import { RUNNING } from './statuses.js';
import type { TaskRow } from './task-row.js';

const DELETES = ['tasks', 'definitions', 'results', 'step_results', 'progress', 'attempts'].map(
  (table) => `DELETE FROM ${table} WHERE seq = ?`,
);

/** Deletes a task and all that lies beside it. */
export function deleteTask(connection: Connection, seq: number): void {
  for (const sql of DELETES) connection.prepare(sql).run(seq);
}

/** Removes one task; a running one only by force. */
export function removeTask(connection: Connection, row: TaskRow, force: boolean): 'removed' | 'running' {
  if (row.status === RUNNING && !force) return 'running';
  deleteTask(connection, row.seq);
  return 'removed';
}
