import {
  type AttemptError,
  type AttemptHistory,
  type AttemptOutcome,
  type AttemptRecord,
  HISTORY_LIMIT,
} from '@windrow/core';
import type { Connection } from '../driver/connection.js';
import type { TaskRow } from './task-row.js';

interface AttemptRow {
  readonly worker: string;
  readonly fence: number;
  readonly started_at: number;
  readonly ended_at: number;
  readonly outcome: AttemptOutcome;
  readonly error: string | null;
}

type Totals = Partial<Record<AttemptOutcome, number>>;

export const ADD_ATTEMPT =
  'INSERT INTO attempts (seq, fence, worker, started_at, ended_at, outcome, error) VALUES (?, ?, ?, ?, ?, ?, ?)';
const COUNT = 'SELECT count(*) AS n FROM attempts WHERE seq = ?';
const OLDEST = 'SELECT fence, outcome FROM attempts WHERE seq = ? ORDER BY fence LIMIT ?';
const FORGET = 'DELETE FROM attempts WHERE seq = ? AND fence = ?';
const READ = 'SELECT worker, fence, started_at, ended_at, outcome, error FROM attempts WHERE seq = ? ORDER BY fence';

/**
 * Moves the last ended attempt out of the task's row, before the row takes the next one that ends. The last attempt stays in the
 * row, so that a task that needs one attempt, as most do, writes no history row at all.
 */
export function moveLastAttempt(connection: Connection, row: TaskRow): void {
  const last = lastAttempt(row);
  if (last === undefined) return;
  connection
    .prepare(ADD_ATTEMPT)
    .run(row.seq, last.fence, last.worker, last.started_at, last.ended_at, last.outcome, last.error);
  row.last_outcome = null;
  const kept = connection.prepare<{ n: number }>(COUNT).get(row.seq)?.n ?? 0;
  // One place is the last attempt's.
  const tooMany = kept - (HISTORY_LIMIT - 1);
  if (tooMany <= 0) return;
  const dropped = parseTotals(row.history_dropped);
  const oldest = connection.prepare<Pick<AttemptRow, 'fence' | 'outcome'>>(OLDEST).all(row.seq, tooMany);
  for (const { fence, outcome } of oldest) {
    dropped[outcome] = (dropped[outcome] ?? 0) + 1;
    connection.prepare(FORGET).run(row.seq, fence);
  }
  row.history_dropped = JSON.stringify(dropped);
}

/** The last attempts, oldest first, and how many ended in which way. */
export function readHistory(connection: Connection, row: TaskRow): AttemptHistory {
  const rows = connection.prepare<AttemptRow>(READ).all(row.seq);
  const last = lastAttempt(row);
  const attempts = (last === undefined ? rows : [...rows, last]).map(recordOf);
  const totals = parseTotals(row.history_dropped);
  for (const { outcome } of attempts) totals[outcome] = (totals[outcome] ?? 0) + 1;
  return { attempts, totals };
}

function lastAttempt(row: TaskRow): AttemptRow | undefined {
  const { last_fence, last_outcome, last_ended_at, last_end } = row;
  if (last_fence === null || last_outcome === null || last_ended_at === null) return undefined;
  return {
    worker: row.last_worker ?? '',
    fence: last_fence,
    started_at: row.last_started_at ?? last_ended_at,
    ended_at: last_ended_at,
    outcome: last_outcome as AttemptOutcome,
    error: last_end === 'error' || last_end === 'expired' ? row.error : null,
  };
}

function recordOf({ worker, fence, started_at, ended_at, outcome, error }: AttemptRow): AttemptRecord {
  return {
    workerId: worker,
    fence,
    startedAt: started_at,
    endedAt: ended_at,
    outcome,
    ...(error === null ? {} : { error: JSON.parse(error) as AttemptError }),
  };
}

function parseTotals(text: string | null): Totals {
  return text === null ? {} : (JSON.parse(text) as Totals);
}
