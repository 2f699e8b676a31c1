import {
  type AttemptError,
  type AttemptOutcome,
  type Backoff,
  type EndedStatus,
  HISTORY_LIMIT,
  isEnded,
  type PoolSettings,
  type TaskStatus,
} from '@windrow/core';
import { SeqLog } from '../seq-log.js';
import { ClaimMemos } from './claim-memo.js';
import { DueHeap } from './due-heap.js';
import { UNSET } from './pool-settings.js';
import { ReadyIndex } from './ready-index.js';
import type { LastEnd, TaskRecord } from './task-record.js';

/**
 * One pool: its tasks and every index over them. A transition is always `leave(task)`, change the record, `enter(task)`; all of it
 * happens in one turn of the event loop, which is what makes it atomic here.
 */
export class PoolState {
  readonly byId: Map<string, TaskRecord> = new Map();
  readonly byKey: Map<string, TaskRecord> = new Map();
  readonly log: SeqLog<TaskRecord> = new SeqLog();
  readonly memos: ClaimMemos = new ClaimMemos();
  readonly leases: DueHeap = new DueHeap('lease');
  readonly delays: DueHeap = new DueHeap('delay');
  readonly ready: Readonly<Record<'waiting' | 'part_done', ReadyIndex>> = {
    waiting: new ReadyIndex(),
    part_done: new ReadyIndex(),
  };
  /**
   * Ended tasks, the one that ended first first: the clock never runs backwards, and a set keeps the order of insertion. Imported
   * ones end before they come, so that {@link inOrderOfEnd} has to sort.
   */
  readonly ended: Readonly<Record<EndedStatus, Set<TaskRecord>>> = {
    done: new Set(),
    failed: new Set(),
    cancelled: new Set(),
  };
  readonly counts: Record<TaskStatus, number> = {
    waiting: 0,
    running: 0,
    part_done: 0,
    done: 0,
    failed: 0,
    cancelled: 0,
  };
  readonly #unsorted = new Set<EndedStatus>();
  settings: PoolSettings = UNSET;
  #lastSeq = 0;
  #lastBackoff: Backoff | undefined;

  constructor(readonly name: string) {}

  nextSeq(): number {
    this.#lastSeq += 1;
    return this.#lastSeq;
  }

  /** A frozen copy; tasks submitted together mostly share one. */
  shareBackoff(given: Backoff): Backoff {
    const last = this.#lastBackoff;
    if (
      last !== undefined &&
      last.initialMs === given.initialMs &&
      last.factor === given.factor &&
      last.maxMs === given.maxMs &&
      last.jitter === given.jitter
    ) {
      return last;
    }
    const { initialMs, factor, maxMs, jitter } = given;
    this.#lastBackoff = Object.freeze({ initialMs, factor, maxMs, jitter });
    return this.#lastBackoff;
  }

  insert(task: TaskRecord): void {
    this.byId.set(task.id, task);
    this.byKey.set(task.key, task);
    this.log.push(task);
    this.enter(task);
  }

  noteImportedEnd(status: EndedStatus): void {
    this.#unsorted.add(status);
  }

  /** The ended tasks of a status, the one that ended first first. */
  inOrderOfEnd(status: EndedStatus, now: number): ReadonlySet<TaskRecord> {
    const ended = this.ended[status];
    if (!this.#unsorted.has(status)) return ended;
    const sorted = [...ended].sort((a, b) => (a.endedAt as number) - (b.endedAt as number));
    ended.clear();
    for (const task of sorted) ended.add(task);
    // What ends from now on comes after all of these, unless one of them ends in the future.
    if ((sorted.at(-1)?.endedAt ?? 0) <= now) this.#unsorted.delete(status);
    return ended;
  }

  remove(task: TaskRecord): void {
    this.leave(task);
    this.memos.release(task);
    this.byId.delete(task.id);
    this.byKey.delete(task.key);
    task.removed = true;
    this.log.noteRemoved();
  }

  /** Puts the record into the indexes that its fields call for. */
  enter(task: TaskRecord): void {
    const { status } = task;
    this.counts[status] += 1;
    if (status === 'running') this.leases.add(task);
    else if (isEnded(status)) this.ended[status].add(task);
    else if (task.availableAt === undefined) this.ready[status].add(task);
    else this.delays.add(task);
  }

  /** Takes the record out of the indexes that its fields stand for. */
  leave(task: TaskRecord): void {
    const { status } = task;
    this.counts[status] -= 1;
    if (status === 'running') this.leases.drop();
    else if (isEnded(status)) this.ended[status].delete(task);
    else if (task.availableAt === undefined) this.ready[status].remove(task);
    else this.delays.drop();
  }

  /**
   * Ends the running attempt of a task: appends it to the history, forgets its holder, and moves the task to `status`.
   * The caller sets what else belongs to the transition before.
   */
  endAttempt(
    task: TaskRecord,
    end: {
      readonly now: number;
      readonly kind: LastEnd['kind'];
      readonly outcome: AttemptOutcome;
      readonly status: TaskStatus;
      readonly error?: AttemptError | undefined;
      readonly delayMs?: number;
    },
  ): void {
    this.leave(task);
    appendAttempt(task, end);
    task.lastEnd = { fence: task.fence, kind: end.kind, status: end.status };
    this.memos.release(task);
    task.workerId = undefined;
    task.origin = undefined;
    task.leaseUntil = undefined;
    task.status = end.status;
    if (isEnded(end.status)) task.endedAt = end.now;
    else if (end.delayMs !== undefined && end.delayMs > 0) task.availableAt = end.now + end.delayMs;
    this.enter(task);
  }
}

function appendAttempt(
  task: TaskRecord,
  end: { readonly now: number; readonly outcome: AttemptOutcome; readonly error?: AttemptError | undefined },
): void {
  const record = {
    workerId: task.workerId as string,
    fence: task.fence,
    startedAt: task.startedAt as number,
    endedAt: end.now,
    outcome: end.outcome,
  };
  task.history ??= [];
  task.history.push(Object.freeze(end.error === undefined ? record : { ...record, error: end.error }));
  if (task.history.length > HISTORY_LIMIT) task.history.shift();
  task.totals ??= {};
  task.totals[end.outcome] = (task.totals[end.outcome] ?? 0) + 1;
}
