import type { ComponentRegistry } from '../container/component-registry.js';
import { requireDurationMs, requireInteger } from '../manage/require-argument.js';
import { retrying } from '../manage/retrying.js';
import type { ArtifactOwner, ArtifactStore } from '../store/artifact-store.js';
import { type Clock, systemClock } from '../store/clock.js';
import type { ExperimentStore } from '../store/experiment-store.js';

/** What `Experiments` may be given besides its stores. */
export interface ExperimentsOptions {
  /** Loads objects that save themselves, such as models; needed for those alone. */
  readonly components?: ComponentRegistry;
  /** Gives metric points their time; default: the machine's. */
  readonly clock?: Clock;
  /** How often a call is tried again while the store is not available; default 5 (about three seconds). */
  readonly retries?: number;
  /** How long a metric point waits for others to be written with, ms; default 1,000. */
  readonly flushMs?: number;
  /** Metric points of one write; default 1,000. */
  readonly batchPoints?: number;
  /** How many metric points one recorder holds while the store does not take them; default 1,000,000. */
  readonly maxBufferedPoints?: number;
  /** The directory whose git commit new recorders keep; default: the working directory. */
  readonly codeDirectory?: string;
}

/** What experiments and their recorders share: the two stores, the options, the store's id. */
export class RecordContext {
  readonly retries: number;
  readonly clock: Clock;
  readonly components: ComponentRegistry | undefined;
  readonly codeDirectory: string | undefined;
  readonly metrics: { readonly flushMs: number; readonly batchPoints: number; readonly maxPoints: number };
  #storeId: Promise<string> | undefined;

  /** @throws InvalidArgumentError */
  constructor(
    readonly store: ExperimentStore,
    readonly artifacts: ArtifactStore,
    options: ExperimentsOptions,
  ) {
    this.retries = requireInteger('Experiments.retries', options.retries ?? 5, 0, 100);
    this.clock = options.clock ?? systemClock;
    this.components = options.components;
    this.codeDirectory = options.codeDirectory;
    this.metrics = {
      flushMs: requireDurationMs('Experiments.flushMs', options.flushMs ?? 1_000, 0),
      batchPoints: requireInteger('Experiments.batchPoints', options.batchPoints ?? 1_000, 1, 100_000),
      maxPoints: requireInteger('Experiments.maxBufferedPoints', options.maxBufferedPoints ?? 1_000_000, 1, 2 ** 31),
    };
  }

  /** Runs an idempotent call, again while the store is not available: as often as the options say, or until a signal is aborted. */
  call<T>(operation: () => Promise<T>, until?: AbortSignal): Promise<T> {
    return retrying(until === undefined ? this.retries : Number.POSITIVE_INFINITY, operation, until);
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

  async owner(experimentId: string, recorderId: string): Promise<ArtifactOwner> {
    return { kind: 'recorder', storeId: await this.storeId(), experimentId, recorderId };
  }
}
