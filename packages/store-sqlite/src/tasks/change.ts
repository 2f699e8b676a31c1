import type { AdminChange, ChangeResult } from '@windrow/core';
import { restartTask } from './restart.js';
import { hasEnded, PART_DONE, RUNNING, STATUS_NUMBER, WAITING } from './statuses.js';
import type { PoolTransaction } from './store-transaction.js';
import { tagsOf, tagsText } from './stored-task.js';
import { type TaskRow, writeTaskRow } from './task-row.js';
import { cancelTask, delayTask } from './transitions.js';

const SET_PRIORITY = 'UPDATE tasks SET priority = ? WHERE seq = ?';
const SET_TAGS = 'UPDATE tasks SET tags = ? WHERE seq = ?';
const SET_KEY = 'UPDATE tasks SET key = ? WHERE seq = ?';
const SET_DEFINITION = 'UPDATE definitions SET text = ? WHERE seq = ?';
const KEY_TAKEN = 'SELECT 1 FROM tasks WHERE pool = ? AND key = ? AND seq <> ?';
const HAS_STEP_RESULT = 'SELECT 1 FROM step_results WHERE seq = ?';

/** Applies one change to one task, as far as its status admits it. */
export function changeTask(transaction: PoolTransaction, row: TaskRow, change: AdminChange): ChangeResult {
  switch (change.kind) {
    case 'prioritize':
      transaction.connection.prepare(SET_PRIORITY).run(change.priority, row.seq);
      return 'changed';
    case 'cancel':
      return cancel(transaction, row);
    case 'reset':
      return reset(transaction, row, change);
    case 'delay':
      return delay(transaction, row, change);
    case 'tag':
      return tag(transaction, row, change);
    case 'replace':
      return replace(transaction, row, change);
  }
}

function cancel(transaction: PoolTransaction, row: TaskRow): ChangeResult {
  if (hasEnded(row.status)) return 'already-ended';
  const from = row.status;
  if (from === RUNNING) row.cancel_requested = 1;
  else cancelTask(row, transaction.now);
  writeTaskRow(transaction.connection, row);
  return from === RUNNING ? 'requested' : 'cancelled';
}

function reset(
  transaction: PoolTransaction,
  row: TaskRow,
  { to, force, codeVersion }: Extract<AdminChange, { kind: 'reset' }>,
): ChangeResult {
  const target = STATUS_NUMBER[to];
  if (row.status === RUNNING && !force) return 'running';
  if (row.status === target) return 'not-applicable';
  if (target === PART_DONE && transaction.connection.prepare(HAS_STEP_RESULT).get(row.seq) === undefined) {
    return 'not-applicable';
  }
  restartTask(transaction, row, target, codeVersion);
  writeTaskRow(transaction.connection, row);
  return 'changed';
}

function delay(
  transaction: PoolTransaction,
  row: TaskRow,
  { delayMs, availableAt }: Extract<AdminChange, { kind: 'delay' }>,
): ChangeResult {
  if (row.status !== WAITING && row.status !== PART_DONE) return 'not-applicable';
  delayTask(row, availableAt ?? transaction.now + (delayMs ?? 0), transaction.now);
  writeTaskRow(transaction.connection, row);
  if (row.queue !== null) transaction.wake();
  return 'changed';
}

function tag(
  transaction: PoolTransaction,
  row: TaskRow,
  { set, unset }: Extract<AdminChange, { kind: 'tag' }>,
): ChangeResult {
  const tags = Object.fromEntries(Object.entries(tagsOf(row.tags)).filter(([name]) => !unset.includes(name)));
  transaction.connection.prepare(SET_TAGS).run(tagsText({ ...tags, ...set }), row.seq);
  return 'changed';
}

function replace(
  transaction: PoolTransaction,
  row: TaskRow,
  { definition, key, force }: Extract<AdminChange, { kind: 'replace' }>,
): ChangeResult {
  const { connection, pool } = transaction;
  if (row.status === RUNNING && !force) return 'running';
  if (connection.prepare(KEY_TAKEN).get(pool, key, row.seq) !== undefined) return 'duplicate';
  connection.prepare(SET_KEY).run(key, row.seq);
  connection.prepare(SET_DEFINITION).run(definition, row.seq);
  const delayedUntil = row.status === WAITING ? row.available_at : null;
  restartTask(transaction, row, WAITING);
  if (delayedUntil !== null) delayTask(row, delayedUntil, transaction.now);
  writeTaskRow(connection, row);
  return 'changed';
}
