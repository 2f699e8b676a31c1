import {
  type AdminChange,
  type BatchOptions,
  type ChangeOutcome,
  type Claim,
  type ClaimRequest,
  type ClaimResult,
  type Clock,
  type FilterNode,
  isEnded,
  type JsonValue,
  type ListQuery,
  type NewTask,
  type PoolSettings,
  type PoolSettingsValues,
  type PoolSummary,
  type ReapOutcome,
  type RemoveOutcome,
  type RenewOutcome,
  SettingsConflictError,
  type Settlement,
  type SettleOutcome,
  type StatusCounts,
  StoreClosedError,
  type StoredTask,
  StoreVersionError,
  type SubmitOutcome,
  type TaskField,
  type TaskPage,
  type TaskSelection,
  type TaskStore,
  type TaskStoreCapabilities,
  type TaskStoreIdentity,
  type Unsubscribe,
  type WorkerPresence,
} from '@windrow/core';
import { claimed, eligible, inOrder, makeTask, start } from './claiming.js';
import { bounded, countOf, isMatch, page, project } from './reading.js';
import { reap } from './reaping.js';
import type { ToyData, ToyPool, ToyTask } from './toy-data.js';
import { change, holds, lost, restart, settle } from './transitions.js';

const PROTOCOL = 1;

/** The contract with nothing but arrays and loops: right, and slow. */
export class ToyTaskStore implements TaskStore {
  readonly capabilities: TaskStoreCapabilities = {
    notifications: 'none',
    inlineResultBytes: 100_000,
    maxDefinitionBytes: 100_000,
    clock: 'injected',
    durable: false,
  };
  readonly #data: ToyData;
  readonly #clock: Clock;
  #closed = false;

  constructor(data: ToyData, clock: Clock) {
    this.#data = data;
    this.#clock = clock;
  }

  async identity(): Promise<TaskStoreIdentity> {
    this.#begin('identity');
    return { storeId: this.#data.storeId, protocol: this.#data.protocol };
  }

  async submit(
    pool: string,
    tasks: readonly NewTask[],
    onDuplicate: 'reuse' | 'rerun',
  ): Promise<readonly SubmitOutcome[]> {
    const now = this.#begin('submit');
    bounded('tasks.length', tasks.length, 0, 10_000);
    const stored = this.#data.keep(pool).tasks;
    const byKey = new Map(stored.map((task) => [task.key, task]));
    return tasks.map((task): SubmitOutcome => {
      const known = byKey.get(task.key);
      if (known === undefined) {
        const made = makeTask(task, this.#data.nextSeq(), now);
        stored.push(made);
        byKey.set(made.key, made);
        return { id: made.id, created: true, status: 'waiting' };
      }
      const reran = onDuplicate === 'rerun' && isEnded(known.status) && known.id !== task.id;
      const { id, codeVersion } = known;
      if (reran) restart(known, 'waiting', now, task.codeVersion);
      const told = codeVersion === undefined ? {} : { codeVersion };
      return { id, created: id === task.id, status: known.status, ...told, ...(reran && { reran }) };
    });
  }

  async claim(pool: string, request: ClaimRequest): Promise<ClaimResult> {
    const now = this.#begin('claim');
    bounded('limit', request.limit, 1, 1_000);
    bounded('routes.length', request.routes.length, 1, 32);
    bounded('leaseMs', request.leaseMs, 1, Number.MAX_SAFE_INTEGER);
    const { tasks, settings } = this.#data.pool(pool);
    const repeated = tasks.filter((task) => task.status === 'running' && task.requestId === request.requestId);
    const taken = repeated.length > 0 || settings.values.paused ? repeated : eligible(tasks, request, now);
    if (repeated.length === 0) for (const task of taken) start(task, request, now);
    const due = tasks.flatMap(({ leaseUntil, availableAt }) => leaseUntil ?? availableAt ?? []);
    const next = due.length === 0 ? {} : { nextDueInMs: Math.max(0, due.reduce((a, b) => Math.min(a, b)) - now) };
    return { tasks: inOrder(taken).map((task) => claimed(pool, task)), exhausted: true, ...next };
  }

  async renew(
    items: readonly { readonly claim: Claim; readonly progress?: JsonValue }[],
    leaseMs: number,
  ): Promise<readonly RenewOutcome[]> {
    const now = this.#begin('renew');
    bounded('leaseMs', leaseMs, 1, Number.MAX_SAFE_INTEGER);
    return items.map(({ claim, progress }): RenewOutcome => {
      const task = this.#find(claim);
      if (task === undefined || !holds(task, claim)) return lost(task);
      task.leaseUntil = now + leaseMs;
      if (progress !== undefined) task.progress = structuredClone(progress);
      return { kind: 'held', leftMs: leaseMs, leaseUntil: task.leaseUntil, cancelRequested: task.cancelRequested };
    });
  }

  async settle(
    items: readonly { readonly claim: Claim; readonly end: Settlement }[],
  ): Promise<readonly SettleOutcome[]> {
    const now = this.#begin('settle');
    return items.map(({ claim, end }): SettleOutcome => {
      const task = this.#find(claim);
      if (task === undefined) return lost(task);
      const { lastEnd } = task;
      const held = holds(task, claim);
      if (!held && (lastEnd?.fence !== claim.fence || lastEnd.kind !== end.kind)) return lost(task);
      if (held) settle(task, end, now);
      return { kind: 'settled', status: task.status, repeated: !held };
    });
  }

  async read(pool: string, ids: readonly string[], fields: readonly TaskField[]): Promise<readonly StoredTask[]> {
    this.#begin('read');
    const byId = new Map(this.#data.pool(pool).tasks.map((task) => [task.id, task]));
    return ids.flatMap((id) => byId.get(id) ?? []).map((task) => project(task, fields));
  }

  async list(pool: string, query: ListQuery): Promise<TaskPage> {
    this.#begin('list');
    const found = this.#data.pool(pool).tasks.filter((task) => isMatch(task, query.filter));
    if ('top' in query) {
      bounded('top', query.top, 1, 1_000);
      const { by, descending } = query.order;
      const sorted = found.toSorted((a, b) => {
        const [x, y] = [a[by], b[by]];
        if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined);
        return descending ? y - x : x - y;
      });
      return { tasks: sorted.slice(0, query.top).map((task) => project(task, query.fields)) };
    }
    bounded('limit', query.limit, 1, Number.MAX_SAFE_INTEGER);
    const { taken, ...cursor } = page(found, query.limit, query.cursor);
    return { tasks: taken.map((task) => project(task, query.fields)), ...cursor };
  }

  async count(pool: string, filter?: FilterNode): Promise<StatusCounts> {
    this.#begin('count');
    return countOf(this.#data.pool(pool).tasks.filter((task) => isMatch(task, filter)));
  }

  async change(
    pool: string,
    selection: TaskSelection,
    what: AdminChange,
    options: BatchOptions,
  ): Promise<ChangeOutcome> {
    const now = this.#begin('change');
    const { items, ...cursor } = this.#select(pool, selection, options);
    const stored = this.#data.pool(pool);
    const outcome = (task: ToyTask | undefined) => (task === undefined ? 'not-found' : change(stored, task, what, now));
    return { items: items.map(({ id, task }) => ({ id, outcome: outcome(task) })), ...cursor };
  }

  async reap(pool: string, limit: number): Promise<ReapOutcome> {
    const now = this.#begin('reap');
    bounded('limit', limit, 1, Number.MAX_SAFE_INTEGER);
    return reap(this.#data.pool(pool), limit, now);
  }

  async remove(
    pool: string,
    selection: TaskSelection,
    options: BatchOptions & { readonly force: boolean },
  ): Promise<RemoveOutcome> {
    this.#begin('remove');
    const { items, ...cursor } = this.#select(pool, selection, options);
    const stored = this.#data.pool(pool);
    return {
      items: items.map(({ id, task }) => {
        if (task === undefined) return { id, outcome: 'not-found' };
        if (task.status === 'running' && !options.force) return { id, outcome: 'running' };
        stored.tasks.splice(stored.tasks.indexOf(task), 1);
        return { id, outcome: 'removed' };
      }),
      ...cursor,
    };
  }

  async pools(): Promise<readonly PoolSummary[]> {
    this.#begin('pools');
    return [...this.#data.pools]
      .filter(([, { tasks, settings }]) => tasks.length > 0 || settings.version > 0)
      .map(([pool, { tasks, settings }]) => ({ pool, counts: countOf(tasks), paused: settings.values.paused }));
  }

  async settings(pool: string): Promise<PoolSettings> {
    this.#begin('settings');
    return this.#data.pool(pool).settings;
  }

  async configure(pool: string, values: PoolSettingsValues, expectedVersion: number): Promise<PoolSettings> {
    this.#begin('configure');
    const { version } = this.#data.pool(pool).settings;
    if (version !== expectedVersion) throw new SettingsConflictError(pool, expectedVersion, version);
    const settings = { version: version + 1, values: structuredClone(values) };
    this.#data.keep(pool).settings = settings;
    return settings;
  }

  async announce(worker: WorkerPresence, ttlMs: number): Promise<void> {
    const seenAt = this.#begin('announce');
    this.#data.workers.set(worker.workerId, { presence: { ...worker, seenAt }, until: seenAt + ttlMs });
  }

  async retract(workerId: string): Promise<void> {
    this.#begin('retract');
    this.#data.workers.delete(workerId);
  }

  async workers(pool: string): Promise<readonly WorkerPresence[]> {
    const now = this.#begin('workers');
    const alive = [...this.#data.workers.values()].filter(
      ({ presence, until }) => until > now && presence.pool === pool,
    );
    return alive.map(({ presence }) => presence);
  }

  async subscribe(): Promise<Unsubscribe> {
    this.#begin('subscribe');
    return async () => {};
  }

  async now(): Promise<number> {
    return this.#begin('now');
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  /** @throws StoreClosedError, StoreVersionError; else the time of this operation */
  #begin(operation: string): number {
    if (this.#closed) throw new StoreClosedError('The toy store', operation);
    const { protocol } = this.#data;
    if (PROTOCOL < protocol.min || PROTOCOL > protocol.current)
      throw new StoreVersionError('The toy store', protocol, PROTOCOL);
    return this.#data.steady(this.#clock.now());
  }

  #find(claim: Claim): ToyTask | undefined {
    return this.#data.pool(claim.pool).tasks.find(({ id }) => id === claim.taskId);
  }

  #select(pool: string, selection: TaskSelection, { limit, cursor }: BatchOptions) {
    bounded('limit', limit, 1, Number.MAX_SAFE_INTEGER);
    const { tasks }: ToyPool = this.#data.pool(pool);
    const chosen =
      'ids' in selection
        ? selection.ids.map((id, i) => ({ id, seq: i + 1, task: tasks.find((task) => task.id === id) }))
        : tasks.filter((task) => isMatch(task, selection.filter)).map((task) => ({ id: task.id, seq: task.seq, task }));
    const { taken: items, ...next } = page(chosen, limit, cursor);
    return { items, ...next };
  }
}
