import type { ReduceContext } from './ensemble.js';
import type { Key } from './key.js';
import type { KeyMap } from './key-map.js';

/** How far a run over several groups is. */
export interface GroupProgress {
  readonly done: number;
  readonly total: number;
  /** The group that was finished last. */
  readonly group: Key;
}

/** How a group runs. */
export interface GroupRunOptions {
  /** How many groups may be reduced at a time. 1 keeps everything on the calling thread. */
  readonly concurrency?: number;
  onProgress?(progress: GroupProgress): void;
  /** Told, per group, what its ensemble noticed. */
  onReport?(report: unknown, group: Key): void;
  readonly signal?: AbortSignal;
}

/**
 * Sorts the members of a collection into groups and reduces each to one object:
 * `{(A, B, C1): x, (A, B, C2): y}` → group → `{(A, B): {C1: x, C2: y}}` → reduce → `{(A, B): z}`.
 * (Reference: `qlib.model.ens.group.Group`.)
 */
export interface Group<In = unknown, Out = unknown> {
  /** @throws GroupKeyError (`GROUP_KEY`) when a member cannot be given to a group. */
  group(members: ReadonlyMap<Key, In>): KeyMap<KeyMap<In>>;
  /** Each group reduced by the ensemble. */
  reduce(groups: ReadonlyMap<Key, ReadonlyMap<Key, In>>, options?: GroupRunOptions): Promise<KeyMap<Out>>;
  /** `group`, then `reduce`. */
  run(members: ReadonlyMap<Key, In>, options?: GroupRunOptions): Promise<KeyMap<Out>>;
}

/** One step of processing what was collected: a group, an ensemble, or a function. */
export type ProcessStep =
  | Pick<Group<never>, 'run'>
  | { reduce(members: never, context?: ReduceContext): unknown }
  | ((value: never, options?: GroupRunOptions) => unknown);
