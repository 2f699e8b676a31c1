import type {
  AdminChange,
  BatchOptions,
  ChangeOutcome,
  Claim,
  ClaimRequest,
  ClaimResult,
  FilterNode,
  ImportedTask,
  ImportOutcome,
  JsonValue,
  ListQuery,
  NewTask,
  PoolSettings,
  PoolSettingsValues,
  PoolSummary,
  ReapOutcome,
  RemoveOutcome,
  RenewOutcome,
  Settlement,
  SettleOutcome,
  StatusCounts,
  StoredTask,
  StoreFinding,
  StoreReopening,
  SubmitOutcome,
  TaskEvent,
  TaskField,
  TaskPage,
  TaskSelection,
  TaskStore,
  TaskStoreCapabilities,
  TaskStoreIdentity,
  Unsubscribe,
  WorkerPresence,
} from '@windrow/core';
import { checkImportedTasks } from '@windrow/core';
import { diagnoseServer } from '../connection/diagnose.js';
import { RedisConnection } from '../connection/redis-connection.js';
import { refuseClosed } from '../connection/redis-error.js';
import type { RedisStoreOptions } from '../connection/redis-options.js';
import { requireDuration, requireInteger } from '../require-number.js';
import { changeTasks, removeTasks } from './change.js';
import { checkChange, checkClaim, checkSettings, checkSubmit, MAX_DEFINITION_BYTES } from './check-request.js';
import { claimTasks } from './claim.js';
import { EventListener } from './event-listener.js';
import { importTasks } from './import.js';
import { listTasks, readTasks } from './list.js';
import { configurePool, PoolNames, readSettings } from './pools.js';
import { reapPool } from './reap.js';
import { renewTasks } from './renew.js';
import { countTasks } from './search.js';
import { settleTasks } from './settle.js';
import { submitTasks } from './submit.js';
import { TaskSession } from './task-session.js';
import { announceWorker, retractWorker, workersOf } from './workers.js';

const INLINE_RESULT_BYTES = 1024 * 1024;

/**
 * Tasks on a Redis server or cluster (rules in `docs/store-contract.md`). Every change of state is one Lua script, so that it is atomic;
 * all keys of a pool share one hash tag; deadlines are the server's.
 *
 * @example
 * const store = await RedisTaskStore.open({ url: 'redis://127.0.0.1:6379' });
 * const manager = new TaskManager(store, 'rolling');
 */
export class RedisTaskStore implements TaskStore {
  readonly capabilities: TaskStoreCapabilities;
  readonly #connection: RedisConnection;
  readonly #session: TaskSession;
  readonly #events: EventListener;
  readonly #pools: PoolNames;
  readonly #release: () => Promise<void>;
  #closed = false;

  constructor(connection: RedisConnection) {
    this.#connection = connection;
    this.#release = connection.retain();
    this.#session = new TaskSession(connection);
    this.#events = new EventListener(connection);
    this.#pools = new PoolNames(this.#session);
    this.capabilities = Object.freeze({
      notifications: 'shared',
      inlineResultBytes: INLINE_RESULT_BYTES,
      maxDefinitionBytes: MAX_DEFINITION_BYTES,
      clock: 'server',
      durable: true,
      ...(connection.descriptor !== undefined && { descriptor: connection.descriptor }),
    });
  }

  /**
   * Connects and checks who may write here.
   *
   * @throws InvalidArgumentError, StoreConfigurationError, StoreVersionError, StoreUnavailableError
   */
  static async open(options: RedisStoreOptions): Promise<RedisTaskStore> {
    return new RedisTaskStore(await RedisConnection.open(options));
  }

  async identity(): Promise<TaskStoreIdentity> {
    this.#begin('identity');
    return this.#connection.identity();
  }

  async submit(
    pool: string,
    tasks: readonly NewTask[],
    onDuplicate: 'reuse' | 'rerun',
  ): Promise<readonly SubmitOutcome[]> {
    this.#begin('submit');
    checkSubmit(tasks);
    if (tasks.length === 0) return [];
    await this.#pools.note('submit', pool);
    return submitTasks(this.#session, pool, tasks, onDuplicate);
  }

  async importTasks(pool: string, tasks: readonly ImportedTask[]): Promise<readonly ImportOutcome[]> {
    this.#begin('importTasks');
    const checked = checkImportedTasks(tasks, this.capabilities);
    if (checked.length === 0) return [];
    await this.#pools.note('importTasks', pool);
    return importTasks(this.#session, pool, checked);
  }

  async claim(pool: string, request: ClaimRequest): Promise<ClaimResult> {
    this.#begin('claim');
    checkClaim(request);
    return claimTasks(this.#session, pool, request);
  }

  async renew(
    items: readonly { readonly claim: Claim; readonly progress?: JsonValue }[],
    leaseMs: number,
  ): Promise<readonly RenewOutcome[]> {
    this.#begin('renew');
    requireDuration('renew.leaseMs', leaseMs, 1);
    return renewTasks(this.#session, items, leaseMs);
  }

  async settle(
    items: readonly { readonly claim: Claim; readonly end: Settlement }[],
  ): Promise<readonly SettleOutcome[]> {
    this.#begin('settle');
    for (const { end } of items) if ('delayMs' in end) requireDuration('settle.delayMs', end.delayMs, 0);
    return settleTasks(this.#session, items);
  }

  async read(pool: string, ids: readonly string[], fields: readonly TaskField[]): Promise<readonly StoredTask[]> {
    this.#begin('read');
    return readTasks(this.#session, 'read', pool, ids, fields);
  }

  async list(pool: string, query: ListQuery): Promise<TaskPage> {
    this.#begin('list');
    return listTasks(this.#session, pool, query);
  }

  async count(pool: string, filter?: FilterNode): Promise<StatusCounts> {
    this.#begin('count');
    return countTasks(this.#session, pool, filter);
  }

  async change(
    pool: string,
    selection: TaskSelection,
    change: AdminChange,
    options: BatchOptions,
  ): Promise<ChangeOutcome> {
    this.#begin('change');
    checkChange(change);
    return changeTasks(this.#session, pool, selection, change, options);
  }

  async reap(pool: string, limit: number): Promise<ReapOutcome> {
    this.#begin('reap');
    requireInteger('reap.limit', limit, 1, Number.MAX_SAFE_INTEGER);
    return reapPool(this.#session, pool, limit);
  }

  async remove(
    pool: string,
    selection: TaskSelection,
    options: BatchOptions & { readonly force: boolean },
  ): Promise<RemoveOutcome> {
    this.#begin('remove');
    return removeTasks(this.#session, pool, selection, options);
  }

  async pools(): Promise<readonly PoolSummary[]> {
    this.#begin('pools');
    return this.#pools.summaries();
  }

  async settings(pool: string): Promise<PoolSettings> {
    this.#begin('settings');
    return readSettings(this.#session, 'settings', pool);
  }

  async configure(pool: string, values: PoolSettingsValues, expectedVersion: number): Promise<PoolSettings> {
    this.#begin('configure');
    checkSettings(values);
    await this.#pools.note('configure', pool);
    return configurePool(this.#session, pool, values, expectedVersion);
  }

  async announce(worker: WorkerPresence, ttlMs: number): Promise<void> {
    this.#begin('announce');
    await announceWorker(this.#session, worker, ttlMs);
  }

  async retract(workerId: string): Promise<void> {
    this.#begin('retract');
    await retractWorker(this.#session, workerId);
  }

  async workers(pool: string): Promise<readonly WorkerPresence[]> {
    this.#begin('workers');
    return workersOf(this.#session, pool);
  }

  async subscribe(pool: string, listener: (event: TaskEvent) => void): Promise<Unsubscribe> {
    this.#begin('subscribe');
    return this.#events.add(pool, this.#session.keys(pool).channel, listener);
  }

  async now(): Promise<number> {
    this.#begin('now');
    return this.#connection.now();
  }

  reopening(): StoreReopening | undefined {
    const { reopenOptions: options } = this.#connection;
    return options === undefined ? undefined : { module: import.meta.url, export: 'quietRedisTasks', options };
  }

  async diagnose(): Promise<readonly StoreFinding[]> {
    this.#begin('diagnose');
    try {
      return await diagnoseServer(this.#connection.client);
    } catch (error) {
      throw this.#connection.explain('diagnose', error);
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#events.close();
    await this.#release();
  }

  /** @throws StoreClosedError */
  #begin(operation: string): void {
    refuseClosed(this.#closed, this.#connection.label, operation);
  }
}

/**
 * Loaded by the name that `reopening` gives. What the server's settings do not keep was told when the store was opened first.
 *
 * @public
 */
export const quietRedisTasks: { open(options: RedisStoreOptions): Promise<RedisTaskStore> } = {
  open: (options) => RedisTaskStore.open({ ...options, onWarning: () => {} }),
};
