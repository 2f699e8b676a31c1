import type { GroupRunOptions, ProcessStep } from './group.js';
import type { Key } from './key.js';
import type { KeyMap } from './key-map.js';

/** How collected values are processed. */
export interface ProcessOptions extends Omit<GroupRunOptions, 'onReport'> {
  /** Told what ensembles noticed, and under which artifact (and group, where there is one). */
  onReport?(report: unknown, where: { readonly artifact: Key; readonly group?: Key }): void;
}

/**
 * Gathers objects from anywhere and processes them: `{artifact: {key: object}}`, each artifact's value put through the steps in their
 * order. (Reference: `qlib.workflow.task.collect.Collector`.)
 */
export interface Collector<CollectOptions = { readonly signal?: AbortSignal }> {
  /** The objects as they are, by artifact. */
  collect(options?: CollectOptions): Promise<KeyMap<unknown>>;
  /** Each artifact's value through `process` (this collector's own steps by default). */
  processCollect(
    collected: ReadonlyMap<Key, unknown>,
    process?: ProcessStep | readonly ProcessStep[],
    options?: ProcessOptions,
  ): Promise<KeyMap<unknown>>;
  /** `collect`, then `processCollect`. */
  run(options?: CollectOptions & { readonly processing?: ProcessOptions }): Promise<KeyMap<unknown>>;
}
