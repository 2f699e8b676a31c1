import { InvalidArgumentError, isEnded, type NewTask, type SubmitOutcome } from '@windrow/core';
import { requireInteger } from '../require-integer.js';
import { resetRecord } from './change.js';
import { checkDefinitionSize } from './definition-size.js';
import type { PoolState } from './pool-state.js';
import { makeRecord, type TaskRecord } from './task-record.js';

const MAX_BATCH = 10_000;

/** @throws InvalidArgumentError, PayloadTooLargeError before anything is stored */
export function checkSubmit(tasks: readonly NewTask[]): void {
  requireInteger('submit.tasks.length', tasks.length, 0, MAX_BATCH);
  for (const task of tasks) {
    requireInteger('submit.priority', task.priority, -32_767, 32_767);
    requireInteger('submit.maxAttempts', task.maxAttempts, 1, 100);
    if (task.delayMs !== undefined && task.availableAt !== undefined) {
      throw new InvalidArgumentError('submit.delayMs', `cannot be given together with availableAt (task ${task.id}).`);
    }
    checkDefinitionSize(`The definition of task ${task.id}`, task.definition);
  }
}

/** Rule 1: one outcome per input, in input order; (pool, key) is unique; a batch repeated after a lost reply tells the truth. */
export function submitTasks(
  pool: PoolState,
  tasks: readonly NewTask[],
  onDuplicate: 'reuse' | 'rerun',
  now: number,
): { readonly outcomes: readonly SubmitOutcome[]; readonly touched: readonly TaskRecord[] } {
  const touched: TaskRecord[] = [];
  const outcomes = tasks.map((task): SubmitOutcome => {
    // The id is looked up too: a batch repeated after one of its tasks was given a new definition must not store that id twice.
    const stored = pool.byKey.get(task.key) ?? pool.byId.get(task.id);
    if (stored === undefined) {
      const record = makeRecord(task, pool.nextSeq(), now, pool.shareBackoff(task.backoff));
      pool.insert(record);
      touched.push(record);
      return { id: record.id, created: true, status: 'waiting' };
    }
    if (stored.id === task.id) return { id: stored.id, created: true, status: stored.status };
    const version = stored.codeVersion === undefined ? {} : { codeVersion: stored.codeVersion };
    if (onDuplicate === 'rerun' && isEnded(stored.status)) {
      resetRecord(pool, stored, 'waiting', task.codeVersion, now);
      touched.push(stored);
      return { id: stored.id, created: false, status: 'waiting', ...version, reran: true };
    }
    return { id: stored.id, created: false, status: stored.status, ...version };
  });
  return { outcomes, touched };
}
