import {
  CollectKeyDuplicateError,
  type Collector,
  EnsembleOptionsError,
  formatKey,
  isMap,
  type Key,
  KeyMap,
  type ProcessOptions,
  type ProcessStep,
  requireKey,
} from '@windrow/core';
import { type Members, sortedEntries } from '../ensemble/members.js';
import type { Collected, CollectReport } from './collect-report.js';
import { checkSteps, processCollect } from './process-collect.js';

/** Options of one call of {@link MergeCollector.collect}. */
export interface MergeOptions {
  /** Passed on to every collector. */
  readonly signal?: AbortSignal;
  /** Two values with one key: an error (default), or the value of the last (or first) collector. */
  readonly onDuplicate?: 'error' | 'first' | 'last';
}

/** Options of {@link MergeCollector}. */
export interface MergeCollectorOptions extends MergeOptions {
  /** The collectors by key. Each runs with its own steps. */
  readonly collectors: Members<Collector>;
  /** What each merged value goes through. Default: nothing. */
  readonly process?: ProcessStep | readonly ProcessStep[];
  /** The key of a value from its collector's key and its key there. Default: the tuple of both. */
  readonly merge?: (collectorKey: Key, key: Key) => Key;
}

/** What was merged, with the reports of the collectors that make one. */
export class Merged extends KeyMap<unknown> {
  constructor(
    entries: Iterable<readonly [Key, unknown]>,
    readonly reports: KeyMap<CollectReport>,
  ) {
    super(entries);
  }
}

/**
 * Joins what several collectors have collected and processed: `{A: {pred: x}, B: {ic: y}}` → `{('A', 'pred'): x, ('B', 'ic'): y}`.
 * (Reference: `qlib.workflow.task.collect.MergeCollector`, in which a value is lost when two get one key.)
 */
export class MergeCollector implements Collector<MergeOptions> {
  readonly #options: MergeCollectorOptions;
  readonly #collectors: readonly (readonly [Key, Collector])[];

  /** @throws EnsembleOptionsError (`ENSEMBLE_OPTIONS`), ProcessStepError (`PROCESS_STEP`), InvalidKeyError (`KEY_INVALID`) */
  constructor(options: MergeCollectorOptions) {
    this.#options = options;
    sortedEntries('MergeCollector', options.collectors);
    this.#collectors = [...(isMap(options.collectors) ? options.collectors : Object.entries(options.collectors))];
    for (const [key, collector] of this.#collectors) {
      if (typeof collector?.run !== 'function') {
        throw new EnsembleOptionsError('MergeCollector', 'collectors', `has no collector under ${formatKey(key)}`);
      }
    }
    checkSteps(options.process ?? []);
  }

  /**
   * Runs the collectors one after the other, each with its own steps, and joins what they give.
   *
   * @throws CollectKeyDuplicateError (`COLLECT_KEY_DUPLICATE`), InvalidKeyError (`KEY_INVALID`) for what `merge` returned; and whatever a
   * collector throws.
   */
  async collect(overrides: MergeOptions = {}): Promise<Merged> {
    const { merge = (collectorKey: Key, key: Key): Key => [collectorKey, key] } = this.#options;
    const onDuplicate = overrides.onDuplicate ?? this.#options.onDuplicate ?? 'error';
    const signal = overrides.signal ?? this.#options.signal;
    const joined = new KeyMap<{ readonly value: unknown; readonly collector: Key }>();
    const reports = new KeyMap<CollectReport>();
    for (const [collectorKey, collector] of this.#collectors) {
      signal?.throwIfAborted();
      const collected = await collector.run(signal === undefined ? {} : { signal });
      const { report } = collected as Partial<Pick<Collected, 'report'>>;
      if (report !== undefined) reports.set(collectorKey, report);
      for (const [key, value] of collected) {
        const merged = requireKey(merge(collectorKey, key), 'MergeCollector, merge(),');
        const earlier = joined.get(merged);
        if (earlier !== undefined && onDuplicate === 'error') {
          const sources = [earlier.collector, collectorKey].map((source) => `collector ${formatKey(source)}`);
          throw new CollectKeyDuplicateError(formatKey(merged), sources);
        }
        if (earlier === undefined || onDuplicate === 'last') joined.set(merged, { value, collector: collectorKey });
      }
    }
    return new Merged(
      Array.from(joined, ([key, { value }]) => [key, value] as const),
      reports,
    );
  }

  /** Each merged value through the steps. @throws ProcessStepError (`PROCESS_STEP`) and whatever a step throws. */
  async processCollect(
    collected: ReadonlyMap<Key, unknown>,
    process: ProcessStep | readonly ProcessStep[] = this.#options.process ?? [],
    options: ProcessOptions = {},
  ): Promise<KeyMap<unknown>> {
    return processCollect(collected, process, options);
  }

  /** {@link collect}, then {@link processCollect}. */
  async run(options: MergeOptions & { readonly processing?: ProcessOptions } = {}): Promise<Merged> {
    const merged = await this.collect(options);
    const signal = options.signal ?? this.#options.signal;
    const processing = signal === undefined ? options.processing : { signal, ...options.processing };
    return new Merged(await this.processCollect(merged, undefined, processing), merged.reports);
  }
}
