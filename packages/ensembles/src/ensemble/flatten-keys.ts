import { InvalidMemberError, type Key, KeyMap } from '@windrow/core';
import { isMembers, type Members, type NestedMembers, sortedEntries } from './members.js';

const deepest = 64;

/**
 * Nested maps as one map. A map without maps in it keeps its keys; otherwise each key becomes the path to its value:
 * `{lgb: {w0: x, w1: y}, xgb: z}` → `{('lgb', 'w0'): x, ('lgb', 'w1'): y, ('xgb',): z}`. No two members get the same key, whatever
 * their keys are; in ascending order of the keys. (Reference: `qlib.utils.flatten_dict`, which loses members under `''` and `0`.)
 *
 * @throws InvalidMemberError (`ENSEMBLE_MEMBER`) for maps inside maps more than 64 deep, or inside themselves.
 */
export function flattenKeys<V>(members: NestedMembers<V>): KeyMap<V> {
  const entries = sortedEntries('flattenKeys', members as Members<unknown>);
  if (!entries.some(([, value]) => isMembers(value))) return new KeyMap(entries as [Key, V][]);
  const flat = new KeyMap<V>();
  addPaths(entries, [], flat as KeyMap<unknown>);
  return flat;
}

function addPaths(entries: readonly [Key, unknown][], above: readonly Key[], flat: KeyMap<unknown>): void {
  if (above.length > deepest) {
    throw new InvalidMemberError(
      'flattenKeys',
      String(above[0]),
      `maps are nested more than ${deepest} deep, or hold themselves`,
    );
  }
  for (const [key, value] of entries) {
    const path = [...above, key];
    if (isMembers(value)) addPaths(sortedEntries('flattenKeys', value), path, flat);
    else flat.set(path, value);
  }
}
