import { type ImportedTask, type ImportOutcome, isEnded } from '@windrow/core';
import { deepFreeze } from '../deep-freeze.js';
import type { PoolState } from './pool-state.js';
import { copyResult } from './stored-result.js';
import { makeRecord, type TaskRecord } from './task-record.js';

/** Rule 20: takes whole tasks over, each once; what another task stands in the way of is not written. The tasks are checked. */
export function importTasks(
  pool: PoolState,
  tasks: readonly ImportedTask[],
  now: number,
): { readonly outcomes: readonly ImportOutcome[]; readonly imported: readonly TaskRecord[] } {
  const imported: TaskRecord[] = [];
  const outcomes = tasks.map((task): ImportOutcome => {
    const stored = pool.byId.get(task.id);
    if (stored !== undefined) {
      return isSame(stored, task) ? { kind: 'present' } : { kind: 'conflict', by: 'id', id: stored.id };
    }
    const owner = pool.byKey.get(task.key);
    if (owner !== undefined) return { kind: 'conflict', by: 'key', id: owner.id };
    const record = recordOf(pool, task, now);
    pool.insert(record);
    if (isEnded(record.status)) pool.noteImportedEnd(record.status);
    imported.push(record);
    return { kind: 'imported' };
  });
  return { outcomes, imported };
}

/** What happened to it here since does not make it another one. */
function isSame(stored: TaskRecord, task: ImportedTask): boolean {
  const { key, definition, createdAt, fence } = task;
  return (
    stored.key === key && stored.definition === definition && stored.createdAt === createdAt && stored.fence >= fence
  );
}

function recordOf(pool: PoolState, task: ImportedTask, now: number): TaskRecord {
  const { result, stepResult, error, progress, history } = task;
  const { attempts, totals } = structuredClone(history);
  const made = makeRecord(
    { ...task, availableAt: task.availableAt ?? 0 },
    pool.nextSeq(),
    now,
    pool.shareBackoff(task.backoff),
  );
  return Object.assign(made, {
    createdAt: task.createdAt,
    status: task.status,
    fence: task.fence,
    attempts: task.attempts,
    cancelRequested: task.cancelRequested,
    startedAt: task.startedAt,
    endedAt: task.endedAt,
    result: result === undefined ? undefined : copyResult(result),
    stepResult: stepResult === undefined ? undefined : copyResult(stepResult),
    error: error === undefined ? undefined : deepFreeze({ ...error }),
    progress: progress === undefined ? undefined : structuredClone(progress),
    history: attempts.length === 0 ? undefined : attempts.map((attempt) => deepFreeze(attempt)),
    totals: Object.keys(totals).length === 0 ? undefined : { ...totals },
  });
}
