import { type EnsembleLike, formatKey, GroupKeyError, type Key } from '@windrow/core';
import type { Frame } from '@windrow/frame';
import { RollingEnsemble } from '../ensemble/rolling/rolling-ensemble.js';
import { Group } from './group.js';
import type { GroupPlace } from './group-members.js';

/** Options of {@link RollingGroup}. */
export interface RollingGroupOptions<In, Out> {
  /** What makes one object of the windows. Default: a {@link RollingEnsemble}. */
  readonly ensemble?: EnsembleLike<In, Out>;
}

/**
 * Groups by all but the last element of the key, the window: `{(A, B, window): x}` → `{(A, B): {window: x}}`, and rolls each group.
 * The group's key stays a tuple, also of one element. (Reference: `qlib.model.ens.group.RollingGroup`.)
 */
export class RollingGroup<In = Frame, Out = Frame> extends Group<In, Out> {
  constructor(options: RollingGroupOptions<In, Out> = {}) {
    super({
      by: splitWindow,
      ensemble: options.ensemble ?? (new RollingEnsemble() as unknown as EnsembleLike<In, Out>),
    });
  }
}

function splitWindow(key: Key): GroupPlace {
  if (typeof key !== 'object' || key.length === 0) {
    throw new GroupKeyError(
      formatKey(key),
      "it is no tuple with a window as its last element, such as ('ridge', '2020'); give the collector a key that returns one",
    );
  }
  return { group: key.slice(0, -1), member: key[key.length - 1] as Key };
}
