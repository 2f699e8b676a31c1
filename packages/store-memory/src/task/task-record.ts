import type {
  AttemptError,
  AttemptOutcome,
  AttemptRecord,
  Backoff,
  JsonValue,
  NewTask,
  Origin,
  Settlement,
  StoredResult,
  Tags,
  TaskStatus,
} from '@windrow/core';
import type { ClaimMemo } from './claim-memo.js';
import type { DueEntry } from './due-heap.js';

/** How the last ended attempt ended; what makes a repeated end recognisable. */
export interface LastEnd {
  readonly fence: number;
  readonly kind: Settlement['kind'] | 'taken-away';
  readonly status: TaskStatus;
}

/**
 * A task inside the store: one mutable record, all that one transition changes. Every field exists from the start, so all records
 * have one shape. Nested objects are frozen copies, never a caller's own.
 */
export interface TaskRecord {
  readonly id: string;
  readonly seq: number;
  key: string;
  definition: string;
  /** The definition, parsed when a filter first asked for it. */
  parsed: JsonValue | undefined;
  priority: number;
  tags: Tags;
  readonly route: string;
  attempts: number;
  readonly maxAttempts: number;
  readonly backoff: Backoff;
  readonly timeLimitMs: number | undefined;
  codeVersion: string | undefined;
  readonly schemaVersion: number;

  status: TaskStatus;
  fence: number;
  /** Set while running. */
  origin: Origin | undefined;
  workerId: string | undefined;
  leaseUntil: number | undefined;
  cancelRequested: boolean;

  readonly createdAt: number;
  /** Set while waiting or part-done and delayed. */
  availableAt: number | undefined;
  startedAt: number | undefined;
  endedAt: number | undefined;

  result: StoredResult | undefined;
  stepResult: StoredResult | undefined;
  error: AttemptError | undefined;
  progress: JsonValue | undefined;
  history: AttemptRecord[] | undefined;
  totals: Partial<Record<AttemptOutcome, number>> | undefined;
  lastEnd: LastEnd | undefined;

  /** The claim request that holds it, while running. */
  memo: ClaimMemo | undefined;
  leaseEntry: DueEntry | undefined;
  delayEntry: DueEntry | undefined;
  removed: boolean;
}

const NO_TAGS: Tags = Object.freeze({});

/** A copy that nobody can change. */
export function copyTags(tags: Tags): Tags {
  for (const _ in tags) return Object.freeze({ ...tags });
  return NO_TAGS;
}

export function makeRecord(task: NewTask, seq: number, now: number, backoff: Backoff): TaskRecord {
  const availableAt = task.availableAt ?? (task.delayMs === undefined ? undefined : now + task.delayMs);
  return {
    id: task.id,
    seq,
    key: task.key,
    definition: task.definition,
    parsed: undefined,
    priority: task.priority,
    tags: copyTags(task.tags),
    route: task.route,
    attempts: 0,
    maxAttempts: task.maxAttempts,
    backoff,
    timeLimitMs: task.timeLimitMs,
    codeVersion: task.codeVersion,
    schemaVersion: task.schemaVersion,
    status: 'waiting',
    fence: 0,
    origin: undefined,
    workerId: undefined,
    leaseUntil: undefined,
    cancelRequested: false,
    createdAt: now,
    availableAt: availableAt !== undefined && availableAt > now ? availableAt : undefined,
    startedAt: undefined,
    endedAt: undefined,
    result: undefined,
    stepResult: undefined,
    error: undefined,
    progress: undefined,
    history: undefined,
    totals: undefined,
    lastEnd: undefined,
    memo: undefined,
    leaseEntry: undefined,
    delayEntry: undefined,
    removed: false,
  };
}
