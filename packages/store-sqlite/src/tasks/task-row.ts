import { isTorn } from '../driver/bindable.js';
import type { Connection } from '../driver/connection.js';

/** A row of `tasks`, under its columns' names. Transitions change it in place, then {@link writeTaskRow} stores it. */
export interface TaskRow {
  readonly seq: number;
  readonly id: string;
  key: string;
  status: number;
  queue: number | null;
  readonly route: string;
  priority: number;
  fence: number;
  attempts: number;
  readonly max_attempts: number;
  origin: number | null;
  lease_until: number | null;
  available_at: number | null;
  readonly created_at: number;
  started_at: number | null;
  ended_at: number | null;
  cancel_requested: number;
  readonly backoff_initial_ms: number;
  readonly backoff_factor: number;
  readonly backoff_max_ms: number;
  readonly backoff_jitter: number;
  readonly time_limit_ms: number | null;
  readonly schema_version: number;
  code_version: string | null;
  tags: string | null;
  /** Of the running attempt. */
  worker: string | null;
  /** The claim request that holds it, while it runs. */
  request: string | null;
  /** The last ended attempt, all but its error. It moves to `attempts` when the next one ends. */
  last_fence: number | null;
  last_worker: string | null;
  last_started_at: number | null;
  last_end: string | null;
  last_outcome: string | null;
  last_ended_at: number | null;
  /** The last end that a holder gave, and what came of it, so that the same end is known when it is repeated. */
  settled_fence: number | null;
  settled_end: string | null;
  settled_status: number | null;
  history_dropped: string | null;
  error: string | null;
}

/** All columns of {@link TaskRow}, for a SELECT from `tasks`. */
export const TASK_COLUMNS = `tasks.seq, id, key, status, queue, route, priority, fence, attempts, max_attempts, origin,
  lease_until, available_at, created_at, started_at, ended_at, cancel_requested, backoff_initial_ms, backoff_factor,
  backoff_max_ms, backoff_jitter, time_limit_ms, schema_version, code_version, tags, worker, request, last_fence, last_worker, last_started_at, last_end,
  last_outcome, last_ended_at, settled_fence, settled_end, settled_status, history_dropped, error`;

const BY_ID = `SELECT ${TASK_COLUMNS} FROM tasks WHERE pool = ? AND id = ?`;
const BY_SEQ = `SELECT ${TASK_COLUMNS} FROM tasks WHERE seq = ?`;
const WRITE = `UPDATE tasks SET status = ?, queue = ?, fence = ?, attempts = ?, origin = ?, lease_until = ?, available_at = ?,
  started_at = ?, ended_at = ?, cancel_requested = ?, worker = ?, request = ?, last_fence = ?,
  last_worker = ?, last_started_at = ?, last_end = ?, last_outcome = ?,
  last_ended_at = ?, settled_fence = ?, settled_end = ?, settled_status = ?, history_dropped = ?, error = ? WHERE seq = ?`;

export function taskRowById(connection: Connection, pool: number, id: string): TaskRow | undefined {
  return isTorn(id) ? undefined : connection.prepare<TaskRow>(BY_ID).get(pool, id);
}

export function taskRowBySeq(connection: Connection, seq: number): TaskRow | undefined {
  return connection.prepare<TaskRow>(BY_SEQ).get(seq);
}

/** Stores what a transition may change; columns that this version does not know stay as they are. */
export function writeTaskRow(connection: Connection, row: TaskRow): void {
  connection
    .prepare(WRITE)
    .run(
      row.status,
      row.queue,
      row.fence,
      row.attempts,
      row.origin,
      row.lease_until,
      row.available_at,
      row.started_at,
      row.ended_at,
      row.cancel_requested,
      row.worker,
      row.request,
      row.last_fence,
      row.last_worker,
      row.last_started_at,
      row.last_end,
      row.last_outcome,
      row.last_ended_at,
      row.settled_fence,
      row.settled_end,
      row.settled_status,
      row.history_dropped,
      row.error,
      row.seq,
    );
}
