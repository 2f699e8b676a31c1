import type { PoolSettings } from '../store/pool.js';
import type { TaskStore } from '../store/task-store.js';
import { codeVersion } from './code-version.js';
import { type ResolvedManagerOptions, resolveManagerOptions, type TaskManagerOptions } from './manager-options.js';
import { requirePoolName } from './pool-name.js';
import { retrying } from './retrying.js';
import { wakeWatchers } from './wakeups.js';

const DEFAULT_LEASE_MS = 60_000;
/** How long the pool's lease setting is taken for true before it is read again. */
const LEASE_SETTING_AGE_MS = 10_000;

/** What the parts of a manager share: one store, one pool, the options, and what was learnt about them. */
export class ManagerContext {
  #storeId: Promise<string> | undefined;
  #leaseSetting: { readonly leaseMs: number; readonly readAt: number } | undefined;

  constructor(
    readonly store: TaskStore,
    readonly pool: string,
    readonly options: ResolvedManagerOptions,
  ) {}

  /** @throws InvalidArgumentError */
  static create(store: TaskStore, pool: string, options: TaskManagerOptions): ManagerContext {
    return new ManagerContext(store, requirePoolName(pool), resolveManagerOptions(store, options));
  }

  /** The same, where a call that finds the store away is not repeated. */
  withoutRetries(): ManagerContext {
    return new ManagerContext(this.store, this.pool, { ...this.options, retries: 0 });
  }

  /** Runs an idempotent call of the store, again while it is not available. */
  call<T>(operation: () => Promise<T>): Promise<T> {
    return retrying(this.options.retries, operation);
  }

  settings(): Promise<PoolSettings> {
    return this.call(() => this.store.settings(this.pool));
  }

  storeId(): Promise<string> {
    this.#storeId ??= this.call(() => this.store.identity()).then(
      ({ storeId }) => storeId,
      (error: unknown) => {
        this.#storeId = undefined;
        throw error;
      },
    );
    return this.#storeId;
  }

  /** The version of the code that submits from here, if any is known. */
  async codeVersion(): Promise<string | undefined> {
    const { codeVersion: given } = this.options;
    return given === undefined ? codeVersion() : given === false ? undefined : given;
  }

  /** The lease of a claim: the manager's, else the pool's, else a minute. */
  async leaseMs(): Promise<number> {
    if (this.options.leaseMs !== undefined) return this.options.leaseMs;
    const now = performance.now();
    if (this.#leaseSetting === undefined || now - this.#leaseSetting.readAt > LEASE_SETTING_AGE_MS) {
      const { values } = await this.settings();
      this.#leaseSetting = { leaseMs: values.leaseMs ?? DEFAULT_LEASE_MS, readAt: now };
    }
    return this.#leaseSetting.leaseMs;
  }

  /** Tells whoever waits in this process, and whether there may be something to claim. */
  wake(claimable = true): void {
    wakeWatchers(this.store, this.pool, claimable);
  }
}
