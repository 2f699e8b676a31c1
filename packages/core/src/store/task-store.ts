import type { Claim } from '../task/claim.js';
import type { JsonValue } from '../task/definition.js';
import type { FilterNode } from '../task/filter.js';
import type { StatusCounts } from '../task/status.js';
import type { AdminChange, BatchOptions, ChangeOutcome, ReapOutcome, RemoveOutcome } from './admin-change.js';
import type { ClaimRequest, ClaimResult, RenewOutcome, Settlement, SettleOutcome } from './attempt-transitions.js';
import type { ImportedTask, ImportOutcome } from './imported-task.js';
import type { PoolSettings, PoolSettingsValues, PoolSummary } from './pool.js';
import type { StoreFinding } from './store-finding.js';
import type {
  ListQuery,
  NewTask,
  StoredTask,
  SubmitOutcome,
  TaskField,
  TaskPage,
  TaskSelection,
} from './stored-task.js';
import type { TaskEvent, Unsubscribe } from './task-events.js';
import type { WorkerPresence } from './worker-presence.js';

/** What a store is, in facts that the suite and the callers read. */
export interface TaskStoreCapabilities {
  /** How far `subscribe` reaches: nowhere, this process, or every client of the same data. */
  readonly notifications: 'none' | 'process' | 'shared';
  /** Results larger than this go to the ArtifactStore, bytes. */
  readonly inlineResultBytes: number;
  /** The largest definition (canonical text, bytes) that the store takes. */
  readonly maxDefinitionBytes: number;
  /** `injected`: the clock port given to the constructor; `server`: a server's own, which no test can turn. */
  readonly clock: 'injected' | 'server';
  /** Whether what was acknowledged outlives the process. */
  readonly durable: boolean;
  /** A URL under which another thread or process can open the same data; absent where that is impossible. Carries no secret. */
  readonly descriptor?: string;
}

/** How another thread of this process opens the same data, by code that the store names itself: never by what is stored. */
export interface StoreReopening {
  /** The URL of a module of the store's own. */
  readonly module: string;
  /** Its export: a class whose `open` takes `options`. */
  readonly export: string;
  /** Can be cloned. May hold secrets: it goes to a thread of this process, and into no message, log or store. */
  readonly options: unknown;
}

/** Which data a task store is a client of, and which versions may write there. */
export interface TaskStoreIdentity {
  /** Made once when the data was created; the same for every client of the same data. Part of an artifact's owner. */
  readonly storeId: string;
  /** The versions of the protocol that may write here (rule 19). */
  readonly protocol: { readonly min: number; readonly current: number };
}

/**
 * What a store author writes: atomic transitions and indexes, nothing else. Definitions are JSON text, everything else is bytes
 * with a label. The rules are in `docs/store-contract.md`; `@windrow/testkit` checks them.
 *
 * Every method may throw `StoreUnavailableError` (retryable) and, after `close`, `StoreClosedError`. Names of pools are checked
 * above the store (1 to 120 letters, digits, `.`, `_`, `-`, not starting with a dot).
 */
export interface TaskStore {
  readonly capabilities: TaskStoreCapabilities;
  /** @throws StoreVersionError when this client may not write here */
  identity(): Promise<TaskStoreIdentity>;
  /** Idempotent; outcomes in input order. Equal keys in one call answer one id, created once. At most 10,000 at a time. */
  submit(pool: string, tasks: readonly NewTask[], onDuplicate: 'reuse' | 'rerun'): Promise<readonly SubmitOutcome[]>;
  /**
   * Optional (rule 20): takes whole tasks of another store over, with history, times, fence and counts, in the order given, each
   * atomically and once. Outcomes in input order. At most 1,000 at a time, each id and key once. Where it is absent, a copied pool is
   * replayed by the transitions that any task makes, and loses what those cannot set.
   *
   * @throws InvalidArgumentError, PayloadTooLargeError before anything is written (`checkImportedTasks`)
   */
  importTasks?(pool: string, tasks: readonly ImportedTask[]): Promise<readonly ImportOutcome[]>;
  claim(pool: string, request: ClaimRequest): Promise<ClaimResult>;
  /** At most two round trips for all that a worker holds. */
  renew(
    items: readonly { readonly claim: Claim; readonly progress?: JsonValue }[],
    leaseMs: number,
  ): Promise<readonly RenewOutcome[]>;
  /** Each fenced on its own, idempotent. */
  settle(items: readonly { readonly claim: Claim; readonly end: Settlement }[]): Promise<readonly SettleOutcome[]>;
  /** Tasks in the order of `ids`; unknown ids are left out. */
  read(pool: string, ids: readonly string[], fields: readonly TaskField[]): Promise<readonly StoredTask[]>;
  list(pool: string, query: ListQuery): Promise<TaskPage>;
  count(pool: string, filter?: FilterNode): Promise<StatusCounts>;
  change(pool: string, selection: TaskSelection, change: AdminChange, options: BatchOptions): Promise<ChangeOutcome>;
  /** Expired leases (back to the origin at once, by each task's own attempt limit), delayed tasks now due, retention; at most `limit` of each. */
  reap(pool: string, limit: number): Promise<ReapOutcome>;
  remove(
    pool: string,
    selection: TaskSelection,
    options: BatchOptions & { readonly force: boolean },
  ): Promise<RemoveOutcome>;
  /** Every pool that has tasks or stored settings. */
  pools(): Promise<readonly PoolSummary[]>;
  settings(pool: string): Promise<PoolSettings>;
  /** Compare-and-set on the version. @throws SettingsConflictError */
  configure(pool: string, values: PoolSettingsValues, expectedVersion: number): Promise<PoolSettings>;
  /** Stored until `ttlMs` after the store's now. */
  announce(worker: WorkerPresence, ttlMs: number): Promise<void>;
  /** A worker that left. */
  retract(workerId: string): Promise<void>;
  workers(pool: string): Promise<readonly WorkerPresence[]>;
  /** Hints: may be late, doubled or lost. */
  subscribe(pool: string, listener: (event: TaskEvent) => void): Promise<Unsubscribe>;
  /** The store's clock, epoch ms. */
  now(): Promise<number>;
  /**
   * How another thread of this process opens the same data, to keep leases while this one is blocked. Absent, or undefined, where it
   * cannot: data in memory, a client or a clock that was given.
   */
  reopening?(): StoreReopening | undefined;
  /**
   * Optional: looks at what lies under the tasks (indexes, how the server keeps data, the file) and changes nothing. `windrow doctor`
   * shows it. What may not be asked is left out.
   */
  diagnose?(): Promise<readonly StoreFinding[]>;
  /** Closes what the store opened itself; twice is fine. */
  close(): Promise<void>;
}
