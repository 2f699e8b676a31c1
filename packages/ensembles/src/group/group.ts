import {
  type EnsembleLike,
  EnsembleOptionsError,
  GroupKeyError,
  type Group as GroupPort,
  type GroupRunOptions,
  isMap,
  type Key,
  KeyMap,
  type ReduceContext,
} from '@windrow/core';
import { checkGroups, type GroupBy, groupMembers } from './group-members.js';
import { reduceGroups } from './reduce-groups.js';

/** Options of {@link Group}. */
export interface GroupOptions<In, Out> {
  /** How each member finds its group. */
  readonly by?: GroupBy<In>;
  /** Groups all members at once, for a rule that needs to see them together. Instead of `by`. */
  readonly groupAll?: (members: KeyMap<In>) => ReadonlyMap<Key, ReadonlyMap<Key, In>>;
  /** What makes one object of a group. */
  readonly ensemble?: EnsembleLike<In, Out>;
}

/**
 * Groups the members of a collection and reduces each group: `{(A, B, C1): x, (A, B, C2): y}` → `{(A, B): {C1: x, C2: y}}` →
 * `{(A, B): z}`. (Reference: `qlib.model.ens.group.Group`, whose `group_func` is `groupAll` here.)
 *
 * Many groups are reduced on several threads where that pays: by RollingEnsemble or AverageEnsemble, and all frames on shared memory
 * (`frame.shared()`), so that nothing is copied; closures cannot move to a thread. The answer is the same, bit for bit.
 *
 * @example
 * const byHorizon = new Group({ by: [0], ensemble: new AverageEnsemble() });
 * await byHorizon.run(rolled); // {(5, 'own'): frame, (5, 'all'): frame, (22, 'own'): frame} → {5: frame, 22: frame}
 */
export class Group<In = unknown, Out = unknown> implements GroupPort<In, Out> {
  readonly #options: GroupOptions<In, Out>;

  /** @throws EnsembleOptionsError (`ENSEMBLE_OPTIONS`) */
  constructor(options: GroupOptions<In, Out> = {}) {
    const { by, groupAll } = options;
    if (by !== undefined && groupAll !== undefined) {
      throw new EnsembleOptionsError('Group', 'by and groupAll', 'exclude each other: give one of them');
    }
    if (
      typeof by === 'object' &&
      (by.length === 0 || by.some((position) => !Number.isInteger(position) || position < 0))
    ) {
      throw new EnsembleOptionsError('Group', 'by', `must list positions of the keys, from 0, got [${by.join(', ')}]`);
    }
    this.#options = options;
  }

  /**
   * The members of each group; groups in the order in which their first members come.
   *
   * @throws GroupKeyError (`GROUP_KEY`) when a member cannot be given to a group, or two would have one key in it.
   * @throws EnsembleOptionsError (`ENSEMBLE_OPTIONS`) when neither `by` nor `groupAll` was given.
   */
  group(members: ReadonlyMap<Key, In>): KeyMap<KeyMap<In>> {
    const { by, groupAll } = this.#options;
    if (!isMap(members)) throw new GroupKeyError('(all)', 'what is grouped must be a map of members by key');
    if (by !== undefined) return groupMembers(members, by);
    if (groupAll !== undefined) return checkGroups<In>(groupAll(KeyMap.from(members)));
    throw new EnsembleOptionsError(
      'Group',
      'by',
      'is missing: give the positions, or a function, that make the key of a group',
    );
  }

  /**
   * Each group reduced by the ensemble, in the order of the groups.
   *
   * @throws EnsembleOptionsError (`ENSEMBLE_OPTIONS`) when no ensemble was given; and whatever the ensemble throws.
   */
  async reduce(groups: ReadonlyMap<Key, ReadonlyMap<Key, In>>, options: GroupRunOptions = {}): Promise<KeyMap<Out>> {
    return reduceGroups(checkGroups<In>(groups), this.#ensemble(), options);
  }

  /** One group's members reduced. (The reference calls this `reduce`.) */
  async reduceOne(members: ReadonlyMap<Key, In>, context: ReduceContext = {}): Promise<Out> {
    const ensemble = this.#ensemble();
    const map = KeyMap.from(members);
    return typeof ensemble === 'function' ? ensemble(map, context) : ensemble.reduce(map, context);
  }

  /** {@link group}, then {@link reduce}. */
  async run(members: ReadonlyMap<Key, In>, options: GroupRunOptions = {}): Promise<KeyMap<Out>> {
    const ensemble = this.#ensemble();
    return reduceGroups(this.group(members), ensemble, options);
  }

  #ensemble(): EnsembleLike<In, Out> {
    const { ensemble } = this.#options;
    if (ensemble === undefined) {
      throw new EnsembleOptionsError(
        'Group',
        'ensemble',
        'is missing, so groups cannot be reduced: give one, such as new RollingEnsemble()',
      );
    }
    return ensemble;
  }
}
