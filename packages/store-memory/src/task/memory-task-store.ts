import { randomUUID } from 'node:crypto';
import {
  type AdminChange,
  type BatchOptions,
  type ChangeOutcome,
  type Claim,
  type ClaimedTask,
  type ClaimRequest,
  type ClaimResult,
  type Clock,
  checkImportedTasks,
  checkImportedTimes,
  type FilterNode,
  type ImportedTask,
  type ImportOutcome,
  type JsonValue,
  type ListQuery,
  type NewTask,
  type PoolSettings,
  type PoolSettingsValues,
  type PoolSummary,
  type ReapOutcome,
  type RemoveOutcome,
  type RenewOutcome,
  type Settlement,
  type SettleOutcome,
  type StatusCounts,
  StoreClosedError,
  type StoredTask,
  type SubmitOutcome,
  type TaskEvent,
  type TaskField,
  type TaskPage,
  type TaskSelection,
  type TaskStore,
  type TaskStoreCapabilities,
  type TaskStoreIdentity,
  type Unsubscribe,
  type WorkerPresence,
} from '@windrow/core';
import { requireDuration, requireInteger } from '../require-integer.js';
import { SteadyClock } from '../steady-clock.js';
import { nextBatch } from './batch.js';
import { applyChange, checkChange } from './change.js';
import { checkClaim, claimTasks } from './claim.js';
import { MAX_DEFINITION_BYTES } from './definition-size.js';
import { EventHub } from './event-hub.js';
import { importTasks } from './import.js';
import { listTasks } from './list.js';
import { checkSettings, nextSettings, UNSET } from './pool-settings.js';
import { PoolTable } from './pool-table.js';
import { PresenceBoard } from './presence-board.js';
import { project } from './project.js';
import { reapPool } from './reap.js';
import { removeTasks } from './remove.js';
import { renewTask } from './renew.js';
import { countTasks } from './search.js';
import { settledByPool, settleTask } from './settle.js';
import { checkSubmit, submitTasks } from './submit.js';
import type { TaskRecord } from './task-record.js';

const PROTOCOL = Object.freeze({ min: 1, current: 1 });
const INLINE_RESULT_BYTES = 1024 * 1024;
const CLAIM_SCAN_LIMIT = 100_000;

/** What a task store in memory may be given. */
export interface MemoryTaskStoreOptions {
  /** Default: the machine's clock. Whatever it does, the store's own time never runs backwards. */
  readonly clock?: Clock;
  /** How many tasks a claim with a filter looks at before it stops and says so; default 100,000. */
  readonly claimScanLimit?: number;
}

/**
 * The task store in memory: the executable reference of the contract, for tests, notebooks and one-process runs. What it holds ends
 * with the process. Every method does its work in one turn of the event loop, so every transition is atomic; nothing that it takes or
 * hands out is shared with the caller.
 *
 * @example
 * const store = new MemoryTaskStore();
 * const manager = new TaskManager(store, 'rolling');
 */
export class MemoryTaskStore implements TaskStore {
  readonly capabilities: TaskStoreCapabilities = Object.freeze({
    notifications: 'process',
    inlineResultBytes: INLINE_RESULT_BYTES,
    maxDefinitionBytes: MAX_DEFINITION_BYTES,
    clock: 'injected',
    durable: false,
  });
  readonly #clock: SteadyClock;
  readonly #claimScanLimit: number;
  readonly #identity: TaskStoreIdentity = Object.freeze({ storeId: randomUUID(), protocol: PROTOCOL });
  readonly #pools = new PoolTable();
  readonly #events = new EventHub();
  readonly #presence = new PresenceBoard();
  #closed = false;

  /** @throws InvalidArgumentError */
  constructor(options: MemoryTaskStoreOptions = {}) {
    this.#clock = new SteadyClock(options.clock);
    this.#claimScanLimit = options.claimScanLimit ?? CLAIM_SCAN_LIMIT;
    requireInteger('claimScanLimit', this.#claimScanLimit, 1, Number.MAX_SAFE_INTEGER);
  }

  async identity(): Promise<TaskStoreIdentity> {
    this.#begin('identity');
    return this.#identity;
  }

  async submit(
    pool: string,
    tasks: readonly NewTask[],
    onDuplicate: 'reuse' | 'rerun',
  ): Promise<readonly SubmitOutcome[]> {
    const now = this.#begin('submit');
    checkSubmit(tasks);
    if (tasks.length === 0) return [];
    const { outcomes, touched } = submitTasks(this.#pools.getOrMake(pool), tasks, onDuplicate, now);
    if (touched.length > 0) {
      const claimable = touched.some((task) => task.availableAt === undefined);
      this.#events.emit('task-submitted', pool, touched.map(idOf), claimable);
    }
    return outcomes;
  }

  async importTasks(pool: string, tasks: readonly ImportedTask[]): Promise<readonly ImportOutcome[]> {
    const now = this.#begin('importTasks');
    const checked = checkImportedTasks(tasks, this.capabilities);
    checkImportedTimes(checked, now);
    if (checked.length === 0) return [];
    const { outcomes, imported } = importTasks(this.#pools.getOrMake(pool), checked, now);
    if (imported.length > 0) this.#events.emit('task-submitted', pool, imported.map(idOf), imported.some(isClaimable));
    return outcomes;
  }

  async claim(pool: string, request: ClaimRequest): Promise<ClaimResult> {
    const now = this.#begin('claim');
    checkClaim(request);
    const state = this.#pools.get(pool);
    if (state === undefined) return { tasks: [], exhausted: true };
    const result = claimTasks(state, request, this.#claimScanLimit, now);
    if (result.tasks.length > 0) {
      this.#events.emit('task-claimed', pool, result.tasks.map(taskIdOf), false);
    }
    return result;
  }

  async renew(
    items: readonly { readonly claim: Claim; readonly progress?: JsonValue }[],
    leaseMs: number,
  ): Promise<readonly RenewOutcome[]> {
    const now = this.#begin('renew');
    requireDuration('renew.leaseMs', leaseMs, 1);
    return items.map((item) => renewTask(this.#pools.get(item.claim.pool), item, leaseMs, now));
  }

  async settle(
    items: readonly { readonly claim: Claim; readonly end: Settlement }[],
  ): Promise<readonly SettleOutcome[]> {
    const now = this.#begin('settle');
    for (const { end } of items) if ('delayMs' in end) requireDuration('settle.delayMs', end.delayMs, 0);
    const outcomes = items.map(({ claim, end }) => settleTask(this.#pools.get(claim.pool), claim, end, now));
    if (!this.#events.watched) return outcomes;
    for (const { pool, ids, claimable } of settledByPool(items, outcomes)) {
      this.#events.emit('task-settled', pool, ids, claimable);
    }
    return outcomes;
  }

  async read(pool: string, ids: readonly string[], fields: readonly TaskField[]): Promise<readonly StoredTask[]> {
    this.#begin('read');
    const state = this.#pools.get(pool);
    return ids.flatMap((id) => {
      const task = state?.byId.get(id);
      return task === undefined ? [] : [project(task, fields)];
    });
  }

  async list(pool: string, query: ListQuery): Promise<TaskPage> {
    this.#begin('list');
    return listTasks(this.#pools.get(pool), query);
  }

  async count(pool: string, filter?: FilterNode): Promise<StatusCounts> {
    this.#begin('count');
    return countTasks(this.#pools.get(pool), filter);
  }

  async change(
    pool: string,
    selection: TaskSelection,
    change: AdminChange,
    options: BatchOptions,
  ): Promise<ChangeOutcome> {
    const now = this.#begin('change');
    checkChange(change);
    const state = this.#pools.get(pool);
    const { items: chosen, cursor } = nextBatch(state, selection, options);
    const items = chosen.map(({ id }) => ({ id, outcome: applyChange(state, id, change, now) }));
    const changed = items.filter(({ outcome }) => CHANGED.has(outcome));
    if (changed.length > 0) this.#events.emit('task-changed', pool, changed.map(idOf), change.kind !== 'cancel');
    return cursor === undefined ? { items } : { items, cursor };
  }

  async reap(pool: string, limit: number): Promise<ReapOutcome> {
    const now = this.#begin('reap');
    requireInteger('reap.limit', limit, 1, Number.MAX_SAFE_INTEGER);
    const state = this.#pools.get(pool);
    if (state === undefined) return { expired: [], due: 0, retired: 0, more: false };
    const { retiredIds, ...outcome } = reapPool(state, limit, now);
    if (outcome.expired.length > 0) this.#events.emit('task-expired', pool, outcome.expired.map(idOf), true);
    if (outcome.due > 0) this.#events.emit('task-changed', pool, [], true);
    if (retiredIds.length > 0) {
      this.#events.emit('task-removed', pool, retiredIds, false);
      this.#pools.dropIfEmpty(pool);
    }
    return outcome;
  }

  async remove(
    pool: string,
    selection: TaskSelection,
    options: BatchOptions & { readonly force: boolean },
  ): Promise<RemoveOutcome> {
    this.#begin('remove');
    const state = this.#pools.get(pool);
    const { items: chosen, cursor } = nextBatch(state, selection, options);
    const items = removeTasks(state, chosen, options.force);
    const removed = items.filter(({ outcome }) => outcome === 'removed');
    if (removed.length > 0) this.#events.emit('task-removed', pool, removed.map(idOf), false);
    this.#pools.dropIfEmpty(pool);
    return cursor === undefined ? { items } : { items, cursor };
  }

  async pools(): Promise<readonly PoolSummary[]> {
    this.#begin('pools');
    return this.#pools.summaries();
  }

  async settings(pool: string): Promise<PoolSettings> {
    this.#begin('settings');
    return this.#pools.get(pool)?.settings ?? UNSET;
  }

  async configure(pool: string, values: PoolSettingsValues, expectedVersion: number): Promise<PoolSettings> {
    this.#begin('configure');
    checkSettings(values);
    const settings = nextSettings(pool, this.#pools.get(pool)?.settings ?? UNSET, values, expectedVersion);
    this.#pools.getOrMake(pool).settings = settings;
    this.#events.emit('pool-configured', pool, [], !settings.values.paused);
    return settings;
  }

  async announce(worker: WorkerPresence, ttlMs: number): Promise<void> {
    this.#presence.announce(worker, ttlMs, this.#begin('announce'));
  }

  async retract(workerId: string): Promise<void> {
    this.#begin('retract');
    this.#presence.retract(workerId);
  }

  async workers(pool: string): Promise<readonly WorkerPresence[]> {
    return this.#presence.of(pool, this.#begin('workers'));
  }

  async subscribe(pool: string, listener: (event: TaskEvent) => void): Promise<Unsubscribe> {
    this.#begin('subscribe');
    const stop = this.#events.add(pool, listener);
    return async () => stop();
  }

  async now(): Promise<number> {
    return this.#begin('now');
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#events.clear();
  }

  /** @throws StoreClosedError; else the store's time for this operation. */
  #begin(operation: string): number {
    if (this.#closed) throw new StoreClosedError('The memory store', operation);
    return this.#clock.now();
  }
}

const CHANGED: ReadonlySet<string> = new Set(['changed', 'cancelled', 'requested']);

const taskIdOf = (task: ClaimedTask): string => task.claim.taskId;
const isClaimable = ({ status, availableAt }: TaskRecord): boolean =>
  (status === 'waiting' || status === 'part_done') && availableAt === undefined;
const idOf = (item: { readonly id: string }): string => item.id;
