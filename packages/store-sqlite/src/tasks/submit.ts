import { InvalidArgumentError, type NewTask, PayloadTooLargeError, type SubmitOutcome } from '@windrow/core';
import { assertText } from '../assert-text.js';
import type { Connection } from '../driver/connection.js';
import { requireWhole } from '../require-number.js';
import { restartTask } from './restart.js';
import { hasEnded, statusOf, WAITING } from './statuses.js';
import type { PoolTransaction } from './store-transaction.js';
import { tagsText } from './stored-task.js';
import { TASK_COLUMNS, type TaskRow, taskRowById, writeTaskRow } from './task-row.js';

/** The largest definition, bytes: far below SQLite's own limit of 10^9, so that a batch of them stays in memory. */
export const MAX_DEFINITION_BYTES: number = 8 * 1024 * 1024;
/** Tasks per write transaction: longer ones would keep other processes waiting. */
export const SUBMIT_CHUNK = 1_000;
const MAX_BATCH = 10_000;
export const MAX_PRIORITY = 32_767;
const MAX_ATTEMPTS = 100;

const INSERT_TASK = `INSERT OR IGNORE INTO tasks (seq, pool, id, key, status, queue, route, priority, fence, attempts, max_attempts,
  available_at, created_at, cancel_requested, backoff_initial_ms, backoff_factor, backoff_max_ms, backoff_jitter,
  time_limit_ms, schema_version, code_version, tags)
  VALUES (?, ?, ?, ?, 0, ?, ?, ?, 0, 0, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?)`;
const INSERT_DEFINITION = 'INSERT INTO definitions (seq, text) VALUES (?, ?)';
const BY_KEY = `SELECT ${TASK_COLUMNS} FROM tasks WHERE pool = ? AND key = ?`;

/** Checks a batch before anything is written. @throws PayloadTooLargeError, InvalidArgumentError */
export function checkNewTasks(tasks: readonly NewTask[]): void {
  requireWhole('submit.tasks', tasks.length, 0, MAX_BATCH);
  for (const { id, key, route, codeVersion = '', definition, delayMs, availableAt, priority, maxAttempts } of tasks) {
    requireWhole('task.priority', priority, -MAX_PRIORITY, MAX_PRIORITY);
    requireWhole('task.maxAttempts', maxAttempts, 1, MAX_ATTEMPTS);
    assertText('task.id', id);
    assertText('task.key', key);
    assertText('task.route', route);
    assertText('task.codeVersion', codeVersion);
    assertText('task.definition', definition);
    checkDefinitionSize(definition);
    if (delayMs !== undefined && availableAt !== undefined) {
      throw new InvalidArgumentError('task.delayMs', 'cannot stand together with availableAt; give one of them.');
    }
  }
}

/** @throws PayloadTooLargeError */
export function checkDefinitionSize(definition: string): void {
  // A UTF-16 unit takes three bytes at most.
  if (definition.length * 3 <= MAX_DEFINITION_BYTES) return;
  const bytes = Buffer.byteLength(definition);
  if (bytes > MAX_DEFINITION_BYTES) throw new PayloadTooLargeError('The definition', bytes, MAX_DEFINITION_BYTES);
}

/** Stores the new ones among these tasks; answers in their order. */
export function submitTasks(
  transaction: PoolTransaction,
  tasks: readonly NewTask[],
  onDuplicate: 'reuse' | 'rerun',
): readonly SubmitOutcome[] {
  const { connection } = transaction;
  const insertTask = connection.prepare(INSERT_TASK);
  const insertDefinition = connection.prepare(INSERT_DEFINITION);
  const made: string[] = [];
  const rerun: string[] = [];
  let claimable = 0;
  const outcomes = tasks.map((task): SubmitOutcome => {
    const availableAt = availableAtOf(task, transaction.now);
    const seq = transaction.nextSeq + made.length;
    const { changes } = insertTask.run(
      seq,
      transaction.pool,
      task.id,
      task.key,
      availableAt === null ? WAITING : null,
      task.route,
      task.priority,
      task.maxAttempts,
      availableAt,
      transaction.now,
      task.backoff.initialMs,
      task.backoff.factor,
      task.backoff.maxMs,
      task.backoff.jitter,
      task.timeLimitMs ?? null,
      task.schemaVersion,
      task.codeVersion ?? null,
      tagsText(task.tags),
    );
    if (changes === 0) return outcomeOfStored(transaction, task, onDuplicate, rerun);
    insertDefinition.run(seq, task.definition);
    made.push(task.id);
    if (availableAt === null) claimable += 1;
    return { id: task.id, created: true, status: 'waiting' };
  });
  if (made.length > 0) transaction.inserted(made.length, claimable);
  if (made.length + rerun.length > 0) transaction.tell('task-submitted', [...made, ...rerun]);
  return outcomes;
}

function outcomeOfStored(
  transaction: PoolTransaction,
  task: NewTask,
  onDuplicate: 'reuse' | 'rerun',
  rerun: string[],
): SubmitOutcome {
  const row = findStored(transaction.connection, transaction.pool, task);
  const before = row.code_version;
  // The very task that was sent: its submit is repeated after a lost reply.
  if (row.id === task.id) return { id: row.id, created: true, status: statusOf(row.status) };
  const reran = onDuplicate === 'rerun' && hasEnded(row.status);
  if (reran) {
    restartTask(transaction, row, WAITING, task.codeVersion);
    writeTaskRow(transaction.connection, row);
    rerun.push(row.id);
  }
  return {
    id: row.id,
    created: false,
    status: statusOf(row.status),
    ...(before === null ? {} : { codeVersion: before }),
    ...(reran ? { reran } : {}),
  };
}

/** By key; or by id, when the task of a repeated submit was given another key meanwhile. */
function findStored(connection: Connection, pool: number, task: NewTask): TaskRow {
  const row = connection.prepare<TaskRow>(BY_KEY).get(pool, task.key) ?? taskRowById(connection, pool, task.id);
  if (row === undefined) throw new InvalidArgumentError('task', `${task.id} breaks a constraint of the store.`);
  return row;
}

function availableAtOf({ availableAt, delayMs }: NewTask, now: number): number | null {
  const at = availableAt ?? (delayMs === undefined ? now : now + delayMs);
  return at > now ? at : null;
}
