import type { AttemptError, AttemptHistory } from '../task/attempt.js';
import type { Backoff } from '../task/backoff.js';
import type { Claim } from '../task/claim.js';
import type { JsonValue } from '../task/definition.js';
import type { FilterNode } from '../task/filter.js';
import type { EndedStatus, Origin, StatusCounts, TaskStatus } from '../task/status.js';
import type { PoolSettings, PoolSettingsValues, PoolSummary } from './pool.js';
import type { StoreFinding } from './store-finding.js';
import type { TaskEvent, Unsubscribe } from './task-events.js';
import type { WorkerPresence } from './worker-presence.js';

/** A tag is a scalar; tags are what users filter by. */
export type TagValue = string | number | boolean | null;
/** Short facts by name. */
export type Tags = Readonly<Record<string, TagValue>>;

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

/** A task as submitted. `id`, `key` and `route` were computed above the store. */
export interface NewTask {
  readonly id: string;
  /** Dedupe key: unique in the pool. */
  readonly key: string;
  /** Canonical JSON text (RFC 8785) of the definition: the truth. A queryable copy is derived from it. */
  readonly definition: string;
  /** Integer in ±32,767; higher first. */
  readonly priority: number;
  /** Becomes claimable this long after the submit. Not together with `availableAt`. */
  readonly delayMs?: number;
  /** Becomes claimable at this instant, epoch ms. */
  readonly availableAt?: number;
  readonly tags: Tags;
  /** Canonical text of what a worker must offer; '' for anybody. */
  readonly route: string;
  /** 1 … 100, per step. */
  readonly maxAttempts: number;
  readonly backoff: Backoff;
  readonly timeLimitMs?: number;
  readonly codeVersion?: string;
  readonly schemaVersion: number;
}

/** What a store did with one task of a submit. */
export interface SubmitOutcome {
  /** The stored id: the one that was sent when `created`, else the one that has the key. */
  readonly id: string;
  /** Whether the stored task has the id that was sent (so a batch repeated after a lost reply tells the truth again). */
  readonly created: boolean;
  readonly status: TaskStatus;
  /** The code version stored with a task that was there before. */
  readonly codeVersion?: string;
  /** With `rerun`: whether this call reset an ended task to `waiting`. */
  readonly reran?: boolean;
}

/** A value of the codec, or where its bytes are. The store never decodes. */
export type StoredResult =
  | { readonly kind: 'inline'; readonly encoding: string; readonly bytes: Uint8Array }
  | {
      readonly kind: 'artifact';
      readonly encoding: string;
      /** The artifact's name under the task's owner. */
      readonly name: string;
      readonly size: number;
      readonly sha256: string;
    };

/** One call for tasks, as a store gets it. */
export interface ClaimRequest {
  /** Random; repeated after a lost reply it returns what it already took, and counts no second attempt. */
  readonly requestId: string;
  /** 1 … 1,000. */
  readonly limit: number;
  readonly from: Origin;
  /** 1 … 32 routes this worker serves. */
  readonly routes: readonly string[];
  readonly filter?: FilterNode;
  readonly workerId: string;
  readonly leaseMs: number;
}

/** A task as a claim hands it out: its claim, and all that its attempt needs. */
export interface ClaimedTask {
  readonly claim: Claim;
  readonly key: string;
  readonly definition: string;
  /** The last step's result, when claimed from `part_done`. */
  readonly stepResult?: StoredResult;
  /** Number of this attempt in its step, from 1. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly backoff: Backoff;
  readonly timeLimitMs?: number;
  readonly priority: number;
  readonly tags: Tags;
  readonly codeVersion?: string;
}

/** What a claim took, and when to come back. */
export interface ClaimResult {
  /** In claim order. */
  readonly tasks: readonly ClaimedTask[];
  /** False when a filtered scan stopped at its bound before it had seen every eligible task. */
  readonly exhausted: boolean;
  /** When the next delayed task or lease falls due, ms from now; absent when nothing is scheduled. */
  readonly nextDueInMs?: number;
}

/** Who holds a task now; what a {@link ClaimLostError} tells. */
export interface CurrentHolder {
  readonly status: TaskStatus;
  readonly fence: number;
  readonly workerId?: string;
}

/** What became of one lease that was to be renewed. */
export type RenewOutcome =
  | { readonly kind: 'held'; readonly leftMs: number; readonly leaseUntil: number; readonly cancelRequested: boolean }
  /** `current` is absent when the task is gone. */
  | { readonly kind: 'lost'; readonly current?: CurrentHolder };

/** How a claim ends. Each appends the attempt to the history in the same atomic step. */
export type Settlement =
  | { readonly kind: 'done'; readonly result?: StoredResult }
  /** One step is finished; attempts count anew. Becomes `cancelled` when a cancel was requested. */
  | { readonly kind: 'part_done'; readonly result?: StoredResult }
  /**
   * The attempt failed: back to the origin after `delayMs`, or `failed` when attempts are used up or `final`.
   * `cancelled` instead when a cancel was requested and it is not final.
   */
  | { readonly kind: 'error'; readonly error: AttemptError; readonly final: boolean; readonly delayMs: number }
  /** Given back without using the attempt; `cancelled` when a cancel was requested. */
  | { readonly kind: 'release'; readonly delayMs: number };

/** What became of one attempt that was to be ended. */
export type SettleOutcome =
  /** `repeated`: this very end had been applied before (its reply was lost). */
  | { readonly kind: 'settled'; readonly status: TaskStatus; readonly repeated: boolean }
  | { readonly kind: 'lost'; readonly current?: CurrentHolder };

/** What a reader may ask for beyond a task's plain fields. */
export type TaskField = 'definition' | 'result' | 'stepResult' | 'history' | 'progress';

/** A task as read. Times are epoch ms by the store's clock. The optional last five are there when asked for (and present). */
export interface StoredTask {
  readonly id: string;
  readonly key: string;
  readonly status: TaskStatus;
  readonly priority: number;
  /** Submission number: grows in the pool, with gaps. */
  readonly seq: number;
  readonly route: string;
  readonly tags: Tags;
  /** Attempts used in the current step. */
  readonly attempts: number;
  readonly maxAttempts: number;
  readonly backoff: Backoff;
  readonly timeLimitMs?: number;
  readonly fence: number;
  readonly origin?: Origin;
  readonly workerId?: string;
  readonly leaseUntil?: number;
  readonly cancelRequested: boolean;
  readonly createdAt: number;
  /** Set while a waiting or part-done task is delayed. */
  readonly availableAt?: number;
  /** Start of the current or last attempt. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly codeVersion?: string;
  readonly schemaVersion: number;
  /** The error of the last failed attempt, while the task is not `done`. */
  readonly error?: AttemptError;

  readonly definition?: string;
  /** Only on `done`. */
  readonly result?: StoredResult;
  /** The last finished step's result; kept while the next step runs and after it, until a reset to `waiting`. */
  readonly stepResult?: StoredResult;
  readonly history?: AttemptHistory;
  readonly progress?: JsonValue;
}

/** Which tasks a store lists, and what of each. */
export type ListQuery =
  /** By (seq, id); `cursor` is what the page before returned. */
  | {
      readonly filter?: FilterNode;
      readonly fields: readonly TaskField[];
      readonly limit: number;
      readonly cursor?: string;
    }
  /** The first `top` (≤ 1,000) in another order; ties by seq. Tasks without the value come last. */
  | {
      readonly filter?: FilterNode;
      readonly fields: readonly TaskField[];
      readonly order: {
        readonly by: 'priority' | 'createdAt' | 'startedAt' | 'endedAt' | 'seq';
        readonly descending: boolean;
      };
      readonly top: number;
    };

/** A page of tasks. */
export interface TaskPage {
  readonly tasks: readonly StoredTask[];
  /** Absent on the last page. */
  readonly cursor?: string;
}

/** Which tasks a store changes: by id, or all that match. */
export type TaskSelection = { readonly ids: readonly string[] } | { readonly filter?: FilterNode };

/** What a person may do to tasks, whoever holds them. */
export type AdminChange =
  | { readonly kind: 'prioritize'; readonly priority: number }
  | { readonly kind: 'cancel' }
  /**
   * Back to `waiting` (drops the step's result) or to `part_done` (keeps it; only where there is one). From ended statuses and
   * from the other origin; from `running` only with `force`, which raises the fence. Attempts are given back, the result and a
   * cancel request go, history and place in the order stay. `codeVersion`, when given, replaces the stored one.
   */
  | { readonly kind: 'reset'; readonly to: Origin; readonly force: boolean; readonly codeVersion?: string }
  /** Only `waiting` and `part_done`. */
  | { readonly kind: 'delay'; readonly delayMs?: number; readonly availableAt?: number }
  | { readonly kind: 'tag'; readonly set: Tags; readonly unset: readonly string[] }
  /** A new definition under a new key; the task starts over as `waiting`. A running task only with `force`. */
  | { readonly kind: 'replace'; readonly definition: string; readonly key: string; readonly force: boolean };

/** What a change by hand did to one task. */
export type ChangeResult =
  | 'changed'
  /** cancel: stopped at once */
  | 'cancelled'
  /** cancel: its holder was asked */
  | 'requested'
  | 'already-ended'
  /** refused without `force` */
  | 'running'
  /** the change does not apply to this status */
  | 'not-applicable'
  /** replace: another task has the key */
  | 'duplicate'
  | 'not-found';

/** At most `limit` items; call again with `cursor` for the rest. */
export interface BatchOptions {
  readonly limit: number;
  readonly cursor?: string;
}

/** What a change by hand did to each task of one page. */
export interface ChangeOutcome {
  readonly items: readonly { readonly id: string; readonly outcome: ChangeResult }[];
  readonly cursor?: string;
}

/** What a removal did to each task of one page. */
export interface RemoveOutcome {
  readonly items: readonly { readonly id: string; readonly outcome: 'removed' | 'running' | 'not-found' }[];
  readonly cursor?: string;
}

/** What one bounded piece of reaping did. */
export interface ReapOutcome {
  /** Tasks whose lease had run out, and where they went. */
  readonly expired: readonly { readonly id: string; readonly status: Origin | EndedStatus }[];
  /** Delayed tasks that are due now and have taken their place. */
  readonly due: number;
  /** Ended tasks that the pool's retention removed. */
  readonly retired: number;
  /** Whether the limit cut it short. */
  readonly more: boolean;
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
