import {
  checkImportedTimes,
  type ImportedTask,
  type ImportOutcome,
  TASK_STATUSES,
  type TaskStatus,
} from '@windrow/core';
import type { Connection } from '../driver/connection.js';
import { writeImportedHistory } from './import-history.js';
import { writeResult } from './results.js';
import { STATUS_NUMBER } from './statuses.js';
import type { PoolTransaction } from './store-transaction.js';
import { definitionOf, tagsText } from './stored-task.js';
import { type TaskRow, taskRowById } from './task-row.js';

const INSERT = `INSERT INTO tasks (seq, pool, id, key, status, queue, route, priority, fence, attempts, max_attempts,
  available_at, created_at, started_at, ended_at, cancel_requested, backoff_initial_ms, backoff_factor, backoff_max_ms,
  backoff_jitter, time_limit_ms, schema_version, code_version, tags, error)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const INSERT_DEFINITION = 'INSERT INTO definitions (seq, text) VALUES (?, ?)';
const INSERT_PROGRESS = 'INSERT INTO progress (seq, value) VALUES (?, ?)';
const OWNER = 'SELECT id FROM tasks WHERE pool = ? AND key = ?';
/** The counters do not see new rows by themselves. */
const COUNT_IMPORTED = `UPDATE pools SET ${TASK_STATUSES.map((status) => `${status} = ${status} + ?`).join(', ')},
  next_seq = ?, wakes = wakes + ?, clock = max(clock, ?) WHERE pool IN (0, ?)`;

/**
 * Rule 20: takes whole tasks over in one transaction, each once; what another task stands in the way of is not written.
 *
 * @throws InvalidArgumentError for times of the future
 */
export function importTasks(transaction: PoolTransaction, tasks: readonly ImportedTask[]): readonly ImportOutcome[] {
  checkImportedTimes(tasks, transaction.now);
  const imported: ImportedTask[] = [];
  const outcomes = tasks.map((task): ImportOutcome => {
    const conflict = standingInTheWay(transaction, task);
    if (conflict !== undefined) return conflict;
    insert(transaction, transaction.nextSeq + imported.length, task);
    imported.push(task);
    return { kind: 'imported' };
  });
  if (imported.length > 0) count(transaction, imported);
  return outcomes;
}

function standingInTheWay(
  { connection, pool }: PoolTransaction,
  task: ImportedTask,
): Exclude<ImportOutcome, { kind: 'imported' }> | undefined {
  const row = taskRowById(connection, pool, task.id);
  if (row !== undefined) {
    return isSame(connection, row, task) ? { kind: 'present' } : { kind: 'conflict', by: 'id', id: row.id };
  }
  const owner = connection.prepare<{ id: string }>(OWNER).get(pool, task.key);
  return owner === undefined ? undefined : { kind: 'conflict', by: 'key', id: owner.id };
}

/** What happened to it here since does not make it another one. */
function isSame(connection: Connection, row: TaskRow, { key, createdAt, fence, definition }: ImportedTask): boolean {
  return (
    row.key === key &&
    row.created_at === createdAt &&
    row.fence >= fence &&
    definitionOf(connection, row.seq) === definition
  );
}

function insert({ connection, pool, now }: PoolTransaction, seq: number, task: ImportedTask): void {
  const { status, backoff, error, result, stepResult, progress } = task;
  const availableAt = delayOf(task, now);
  connection
    .prepare(INSERT)
    .run(
      seq,
      pool,
      task.id,
      task.key,
      STATUS_NUMBER[status],
      isOpen(status) && availableAt === null ? STATUS_NUMBER[status] : null,
      task.route,
      task.priority,
      task.fence,
      task.attempts,
      task.maxAttempts,
      availableAt,
      task.createdAt,
      task.startedAt ?? null,
      task.endedAt ?? null,
      task.cancelRequested ? 1 : 0,
      backoff.initialMs,
      backoff.factor,
      backoff.maxMs,
      backoff.jitter,
      task.timeLimitMs ?? null,
      task.schemaVersion,
      task.codeVersion ?? null,
      tagsText(task.tags),
      error === undefined ? null : JSON.stringify(error),
    );
  connection.prepare(INSERT_DEFINITION).run(seq, task.definition);
  if (result !== undefined) writeResult(connection, 'results', seq, result);
  if (stepResult !== undefined) writeResult(connection, 'step_results', seq, stepResult);
  if (progress !== undefined) connection.prepare(INSERT_PROGRESS).run(seq, JSON.stringify(progress));
  writeImportedHistory(connection, seq, task);
}

function count(transaction: PoolTransaction, imported: readonly ImportedTask[]): void {
  const { connection, pool, now, nextSeq } = transaction;
  const claimable = imported.filter((task) => isOpen(task.status) && delayOf(task, now) === null).length;
  if (claimable > 0) transaction.wake();
  const counts = TASK_STATUSES.map((status) => imported.filter((task) => task.status === status).length);
  connection.prepare(COUNT_IMPORTED).run(...counts, nextSeq + imported.length, claimable, now, pool);
  transaction.tell(
    'task-submitted',
    imported.map(({ id }) => id),
  );
}

function isOpen(status: TaskStatus): boolean {
  return status === 'waiting' || status === 'part_done';
}

function delayOf({ availableAt }: ImportedTask, now: number): number | null {
  return availableAt !== undefined && availableAt > now ? availableAt : null;
}
