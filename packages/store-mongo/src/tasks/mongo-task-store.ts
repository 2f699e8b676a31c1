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
import { diagnoseDatabase } from '../connection/diagnose.js';
import { MongoLink } from '../connection/mongo-link.js';
import { readHead } from '../connection/open-data.js';
import { serverNow } from '../connection/server-now.js';
import type { MongoStoreOptions } from '../mongo-options.js';
import { requireDuration, requireWhole } from '../require-number.js';
import { changeTasks } from './change.js';
import { ChangeHints, HINT_PIPELINE } from './change-hints.js';
import {
  checkChange,
  checkClaimRequest,
  checkListQuery,
  checkNewTasks,
  MAX_DEFINITION_BYTES,
} from './check-request.js';
import { claimTasks } from './claim.js';
import { countAll, countMatching } from './count.js';
import { importTasks } from './import.js';
import { listPage, listTop } from './list.js';
import { configurePool, listPools, readSettings } from './pool-settings.js';
import { reapPool } from './reap.js';
import { removeTasks } from './remove.js';
import { renewClaims } from './renew.js';
import { settleClaims } from './settle.js';
import { projectionOf, storedTask } from './stored-task.js';
import { SUBMIT_CHUNK, submitTasks } from './submit.js';
import { documentId } from './task-doc.js';
import { TaskSession } from './task-session.js';
import { announceWorker, retractWorker, workersOf } from './workers.js';

/** Larger results are better off in GridFS: a document with two of them stays small enough to be moved at each write. */
const INLINE_RESULT_BYTES = 128 * 1024;

/** The TaskStore contract on MongoDB. Open one with {@link MongoTaskStore.open}, or all three stores with `openMongoStore`. */
export class MongoTaskStore implements TaskStore {
  readonly capabilities: TaskStoreCapabilities;
  readonly #link: MongoLink;
  readonly #session: TaskSession;
  readonly #hints: ChangeHints;

  private constructor(link: MongoLink) {
    this.#link = link;
    this.#session = new TaskSession(link);
    const { tasks } = this.#session;
    this.#hints = new ChangeHints(link.changeStreams ? () => tasks.watch([...HINT_PIPELINE]) : undefined);
    this.capabilities = Object.freeze({
      notifications: link.changeStreams ? 'shared' : 'none',
      inlineResultBytes: INLINE_RESULT_BYTES,
      maxDefinitionBytes: MAX_DEFINITION_BYTES,
      clock: 'server',
      durable: true,
      ...(link.descriptor === undefined ? {} : { descriptor: link.descriptor }),
    });
  }

  /**
   * Opens the tasks of a database alone, and makes collections and indexes where they are missing.
   *
   * @throws StoreConfigurationError, StoreUnavailableError, StoreVersionError
   */
  static async open(options: MongoStoreOptions): Promise<MongoTaskStore> {
    return new MongoTaskStore(await MongoLink.open(options));
  }

  async identity(): Promise<TaskStoreIdentity> {
    return this.#session.read('identity', async (db) => (await readHead(db, this.#link.name)) ?? this.#link.head);
  }

  async submit(
    pool: string,
    tasks: readonly NewTask[],
    onDuplicate: 'reuse' | 'rerun',
  ): Promise<readonly SubmitOutcome[]> {
    this.#link.assertOpen('submit');
    checkNewTasks(tasks);
    const outcomes: SubmitOutcome[] = [];
    for (let from = 0; from < tasks.length; from += SUBMIT_CHUNK) {
      const chunk = tasks.slice(from, from + SUBMIT_CHUNK);
      outcomes.push(
        ...(await this.#session.write('submit', () => submitTasks(this.#session, pool, chunk, onDuplicate))),
      );
    }
    return outcomes;
  }

  async importTasks(pool: string, tasks: readonly ImportedTask[]): Promise<readonly ImportOutcome[]> {
    this.#link.assertOpen('importTasks');
    const checked = checkImportedTasks(tasks, this.capabilities);
    if (checked.length === 0) return [];
    return this.#session.write('importTasks', () => importTasks(this.#session, pool, checked));
  }

  async claim(pool: string, request: ClaimRequest): Promise<ClaimResult> {
    checkClaimRequest(request);
    return this.#session.write('claim', () => claimTasks(this.#session, pool, request));
  }

  async renew(
    items: readonly { readonly claim: Claim; readonly progress?: JsonValue }[],
    leaseMs: number,
  ): Promise<readonly RenewOutcome[]> {
    requireDuration('renew.leaseMs', leaseMs, 1);
    if (items.length === 0) return [];
    return this.#session.write('renew', () => renewClaims(this.#session, items, leaseMs));
  }

  async settle(
    items: readonly { readonly claim: Claim; readonly end: Settlement }[],
  ): Promise<readonly SettleOutcome[]> {
    if (items.length === 0) return [];
    return this.#session.write('settle', () => settleClaims(this.#session, items));
  }

  async read(pool: string, ids: readonly string[], fields: readonly TaskField[]): Promise<readonly StoredTask[]> {
    return this.#session.read('read', async () => {
      const _id = { $in: ids.map((id) => documentId(pool, id)) };
      const docs = await this.#session.tasks.find({ pool, _id }, { projection: projectionOf(fields) }).toArray();
      const tasks = new Map(docs.map((doc) => [doc.id, storedTask(doc, fields)]));
      return ids.flatMap((id) => tasks.get(id) ?? []);
    });
  }

  async list(pool: string, query: ListQuery): Promise<TaskPage> {
    checkListQuery(query);
    return this.#session.read('list', () =>
      'order' in query ? listTop(this.#session, pool, query) : listPage(this.#session, pool, query),
    );
  }

  async count(pool: string, filter?: FilterNode): Promise<StatusCounts> {
    return this.#session.read('count', () =>
      filter === undefined ? countAll(this.#session, pool) : countMatching(this.#session, pool, filter),
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
    return this.#session.write('change', () => changeTasks(this.#session, pool, selection, change, options));
  }

  async reap(pool: string, limit: number): Promise<ReapOutcome> {
    requireWhole('reap.limit', limit, 1);
    return this.#session.write('reap', () => reapPool(this.#session, pool, limit));
  }

  async remove(
    pool: string,
    selection: TaskSelection,
    options: BatchOptions & { readonly force: boolean },
  ): Promise<RemoveOutcome> {
    requireWhole('options.limit', options.limit, 1);
    return this.#session.write('remove', () => removeTasks(this.#session, pool, selection, options));
  }

  async pools(): Promise<readonly PoolSummary[]> {
    return this.#session.read('pools', () => listPools(this.#session));
  }

  async settings(pool: string): Promise<PoolSettings> {
    return this.#session.read('settings', () => readSettings(this.#session, pool));
  }

  async configure(pool: string, values: PoolSettingsValues, expectedVersion: number): Promise<PoolSettings> {
    return this.#session.write('configure', () => configurePool(this.#session, pool, values, expectedVersion));
  }

  async announce(worker: WorkerPresence, ttlMs: number): Promise<void> {
    requireDuration('ttlMs', ttlMs, 0);
    await this.#session.write('announce', () => announceWorker(this.#session, worker, ttlMs));
  }

  async retract(workerId: string): Promise<void> {
    await this.#session.write('retract', () => retractWorker(this.#session, workerId));
  }

  async workers(pool: string): Promise<readonly WorkerPresence[]> {
    return this.#session.read('workers', () => workersOf(this.#session, pool));
  }

  async subscribe(pool: string, listener: (event: TaskEvent) => void): Promise<Unsubscribe> {
    return this.#session.read('subscribe', () => this.#hints.add(pool, listener));
  }

  async now(): Promise<number> {
    return this.#session.read('now', serverNow);
  }

  reopening(): StoreReopening | undefined {
    const { reopenOptions: options } = this.#link;
    return options === undefined ? undefined : { module: import.meta.url, export: 'MongoTaskStore', options };
  }

  async diagnose(): Promise<readonly StoreFinding[]> {
    return this.#session.read('diagnose', (db) => diagnoseDatabase(db, this.#link.changeStreams));
  }

  /** Closes the connection too when this process opened it and no other store uses it. Twice is fine. */
  async close(): Promise<void> {
    await this.#hints.close();
    await this.#link.close();
  }
}
