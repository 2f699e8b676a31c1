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
import { assertText } from '../assert-text.js';
import { diagnoseFile } from '../file/diagnose.js';
import type { SqliteStoreOptions } from '../file/open-file.js';
import { requireDuration, requireWhole } from '../require-number.js';
import { SqliteDirectory } from '../sqlite-directory.js';
import { changeTask } from './change.js';
import { checkChange, checkClaimRequest, checkListQuery } from './check-request.js';
import { claimTasks } from './claim.js';
import { claimMatching } from './claim-matching.js';
import { countAll, countedStatuses, countMatching, countStatuses } from './count.js';
import { importTasks } from './import.js';
import { listPage, listTop } from './list.js';
import { identityOf, poolNumber } from './lookups.js';
import { configurePool, listPools, readSettings } from './pools.js';
import { Reaper } from './reap.js';
import { removeTask } from './remove.js';
import { renewClaim } from './renew.js';
import { selectTasks } from './select.js';
import { COMMITTED, commitAlone, settleClaim } from './settle.js';
import { storedTask } from './stored-task.js';
import { checkNewTasks, MAX_DEFINITION_BYTES, SUBMIT_CHUNK, submitTasks } from './submit.js';
import { taskRowById } from './task-row.js';
import { TaskSession } from './task-session.js';
import { toEach } from './to-each.js';
import { announceWorker, retractWorker, workersOf } from './workers.js';

/** Larger results are better off as files. */
const INLINE_RESULT_BYTES = 128 * 1024;

/** The TaskStore contract on SQLite. Open one with {@link SqliteTaskStore.open}, or all three stores with `openSqliteStore`. */
export class SqliteTaskStore implements TaskStore {
  readonly capabilities: TaskStoreCapabilities;
  readonly #directory: SqliteDirectory;
  readonly #session: TaskSession;
  readonly #reaper: Reaper;

  /** @param directory an opened one; it closes with the last store in it */
  constructor(directory: SqliteDirectory) {
    this.#directory = directory;
    this.#session = new TaskSession(directory);
    this.#reaper = new Reaper(this.#session);
    this.capabilities = Object.freeze({
      notifications: 'shared',
      inlineResultBytes: INLINE_RESULT_BYTES,
      maxDefinitionBytes: MAX_DEFINITION_BYTES,
      clock: 'injected',
      durable: true,
      descriptor: directory.options.url,
    });
  }

  /**
   * Opens the tasks of a directory alone.
   *
   * @throws StoreConfigurationError, StoreCorruptError, StoreVersionError, StoreFullError, StoreUnavailableError
   */
  static async open(options: SqliteStoreOptions = {}): Promise<SqliteTaskStore> {
    return new SqliteTaskStore(await SqliteDirectory.open(options));
  }

  async identity(): Promise<TaskStoreIdentity> {
    return this.#session.query('identity', () => identityOf(this.#session.connection));
  }

  async submit(
    pool: string,
    tasks: readonly NewTask[],
    onDuplicate: 'reuse' | 'rerun',
  ): Promise<readonly SubmitOutcome[]> {
    checkNewTasks(tasks);
    const outcomes: SubmitOutcome[] = [];
    for (let from = 0; from < tasks.length; from += SUBMIT_CHUNK) {
      const chunk = tasks.slice(from, from + SUBMIT_CHUNK);
      const stored = await this.#session.write('submit', (transaction) =>
        submitTasks(transaction.poolOrNew(pool), chunk, onDuplicate),
      );
      outcomes.push(...stored);
    }
    return outcomes;
  }

  async importTasks(pool: string, tasks: readonly ImportedTask[]): Promise<readonly ImportOutcome[]> {
    const checked = checkImportedTasks(tasks, this.capabilities);
    if (checked.length === 0) return this.#session.query('importTasks', () => []);
    return this.#session.write('importTasks', (transaction) => importTasks(transaction.poolOrNew(pool), checked));
  }

  async claim(pool: string, request: ClaimRequest): Promise<ClaimResult> {
    checkClaimRequest(request);
    const { filter } = request;
    if (filter !== undefined) return claimMatching(this.#session, pool, request, filter);
    const result = await this.#session.write('claim', (transaction) => {
      const inPool = transaction.pool(pool);
      return inPool === undefined ? { tasks: [] } : claimTasks(inPool, request);
    });
    return { ...result, exhausted: true };
  }

  async renew(
    items: readonly { readonly claim: Claim; readonly progress?: JsonValue }[],
    leaseMs: number,
  ): Promise<readonly RenewOutcome[]> {
    requireDuration('renew.leaseMs', leaseMs, 1);
    if (items.length === 0) return [];
    return this.#session.write('renew', (transaction) =>
      items.map(({ claim, progress }) => renewClaim(transaction, claim, progress, leaseMs)),
    );
  }

  async settle(
    items: readonly { readonly claim: Claim; readonly end: Settlement }[],
  ): Promise<readonly SettleOutcome[]> {
    const [first] = items;
    if (first === undefined) return [];
    const { claim: only, end } = first;
    if (items.length === 1 && end.kind === 'done' && end.result === undefined && (await this.#commitAlone(only))) {
      return [COMMITTED];
    }
    return this.#session.write('settle', (transaction) =>
      items.map(({ claim, end }) => settleClaim(transaction, claim, end)),
    );
  }

  async read(pool: string, ids: readonly string[], fields: readonly TaskField[]): Promise<readonly StoredTask[]> {
    const { connection } = this.#session;
    return this.#session.read('read', () => {
      const number = poolNumber(connection, pool);
      if (number === undefined) return [];
      return ids.flatMap((id) => {
        const row = taskRowById(connection, number, id);
        return row === undefined ? [] : [storedTask(connection, row, fields)];
      });
    });
  }

  async list(pool: string, query: ListQuery): Promise<TaskPage> {
    checkListQuery(query);
    return this.#session.inSnapshot<TaskPage>('list', pool, { tasks: [] }, (connection, number) =>
      'order' in query ? listTop(connection, number, query) : listPage(connection, number, query),
    );
  }

  async count(pool: string, filter?: FilterNode): Promise<StatusCounts> {
    const { connection } = this.#session;
    if (filter === undefined) return this.#session.query('count', () => countAll(connection, pool));
    const statuses = countedStatuses(filter);
    if (statuses !== undefined) {
      return this.#session.query('count', () => countStatuses(connection, pool, statuses));
    }
    return this.#session.inSnapshot('count', pool, countStatuses(connection, '', []), (snapshot, number) =>
      countMatching(snapshot, number, filter),
    );
  }

  async change(
    pool: string,
    selection: TaskSelection,
    change: AdminChange,
    options: BatchOptions,
  ): Promise<ChangeOutcome> {
    requireWhole('options.limit', options.limit, 1);
    checkChange(change);
    const selected = await selectTasks(this.#session, pool, selection, options);
    return this.#session.write('change', (transaction) =>
      toEach(transaction, pool, selected, 'task-changed', (inPool, row) => changeTask(inPool, row, change)),
    );
  }

  async reap(pool: string, limit: number): Promise<ReapOutcome> {
    requireWhole('reap.limit', limit, 1);
    return this.#reaper.reap(pool, limit);
  }

  async remove(
    pool: string,
    selection: TaskSelection,
    options: BatchOptions & { readonly force: boolean },
  ): Promise<RemoveOutcome> {
    requireWhole('options.limit', options.limit, 1);
    const selected = await selectTasks(this.#session, pool, selection, options);
    return this.#session.write('remove', (transaction) =>
      toEach(transaction, pool, selected, 'task-removed', (_, row) =>
        removeTask(transaction.connection, row, options.force),
      ),
    );
  }

  async pools(): Promise<readonly PoolSummary[]> {
    return this.#session.query('pools', () => listPools(this.#session.connection));
  }

  async settings(pool: string): Promise<PoolSettings> {
    return this.#session.query('settings', () => readSettings(this.#session.connection, pool));
  }

  async configure(pool: string, values: PoolSettingsValues, expectedVersion: number): Promise<PoolSettings> {
    return this.#session.write('configure', (transaction) =>
      configurePool(transaction.poolOrNew(pool), values, expectedVersion),
    );
  }

  async announce(worker: WorkerPresence, ttlMs: number): Promise<void> {
    assertText('worker.workerId', worker.workerId);
    requireDuration('ttlMs', ttlMs, 0);
    await this.#session.write('announce', (transaction) => {
      transaction.assertProtocol();
      announceWorker(transaction.connection, worker, ttlMs, this.#session.now());
    });
  }

  async retract(workerId: string): Promise<void> {
    await this.#session.write('retract', (transaction) => {
      transaction.assertProtocol();
      retractWorker(transaction.connection, workerId);
    });
  }

  async workers(pool: string): Promise<readonly WorkerPresence[]> {
    return this.#session.query('workers', () => workersOf(this.#session.connection, pool, this.#session.now()));
  }

  async subscribe(pool: string, listener: (event: TaskEvent) => void): Promise<Unsubscribe> {
    return this.#session.query('subscribe', () => this.#session.subscriptions.add(pool, listener));
  }

  async now(): Promise<number> {
    return this.#session.query('now', () => this.#session.now());
  }

  /** A clock that was given stays in its thread, and another one would write other deadlines. */
  reopening(): StoreReopening | undefined {
    const { directory, durability, busyTimeoutMs, clockIsInjected } = this.#directory.options;
    if (clockIsInjected) return undefined;
    return { module: import.meta.url, export: 'SqliteTaskStore', options: { directory, durability, busyTimeoutMs } };
  }

  /** SQLite reads the whole file for it: seconds for a large one. */
  async diagnose(): Promise<readonly StoreFinding[]> {
    return this.#session.read('diagnose', () => diagnoseFile(this.#session.connection));
  }

  /** Closes the directory too when no other store of it is open. Twice is fine. */
  async close(): Promise<void> {
    this.#session.close();
  }

  async #commitAlone(claim: Claim): Promise<boolean> {
    const done = await this.#session.query('settle', () =>
      commitAlone(this.#session.connection, claim, this.#session.machineNow()),
    );
    if (done) {
      this.#session.subscriptions.tell({
        type: 'task-settled',
        pool: claim.pool,
        ids: [claim.taskId],
        claimable: false,
      });
    }
    return done;
  }
}
