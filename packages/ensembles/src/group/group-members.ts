import { formatKey, GroupKeyError, isKey, isMap, type Key, KeyMap } from '@windrow/core';

/** Which group a member belongs to, and its key inside that group. */
export interface GroupPlace {
  readonly group: Key;
  readonly member: Key;
}

/**
 * How members are given to groups: the positions of their keys (tuples) that make the group's key, the others making the member's; or a
 * function that returns the group's key (the member keeps its own) or both keys.
 */
export type GroupBy<In> = readonly number[] | ((key: Key, value: In) => Key | GroupPlace);

/** @throws GroupKeyError (`GROUP_KEY`) */
export function groupMembers<In>(members: ReadonlyMap<Key, In>, by: GroupBy<In>): KeyMap<KeyMap<In>> {
  const place = typeof by === 'function' ? by : placeByPositions(by);
  const groups = new KeyMap<KeyMap<In>>();
  for (const [key, value] of KeyMap.from(members)) {
    const { group, member } = checkPlace(key, place(key, value));
    let within = groups.get(group);
    if (within === undefined) {
      within = new KeyMap<In>();
      groups.set(group, within);
    }
    if (within.has(member)) {
      throw new GroupKeyError(
        formatKey(key),
        `another member of the group ${formatKey(group)} is ${formatKey(member)} as well`,
      );
    }
    within.set(member, value);
  }
  return groups;
}

/** @throws GroupKeyError (`GROUP_KEY`) when what a function returned is no map of maps. */
export function checkGroups<In>(groups: unknown): KeyMap<KeyMap<In>> {
  if (!isMap(groups)) throw new GroupKeyError('(all)', 'groupAll must return a map of groups, each a map of members');
  const checked = new KeyMap<KeyMap<In>>();
  for (const [group, members] of KeyMap.from(groups)) {
    if (!isMap(members))
      throw new GroupKeyError('(all)', `the group ${formatKey(group)} that groupAll returned is no map of members`);
    checked.set(group, KeyMap.from(members as ReadonlyMap<Key, In>));
  }
  return checked;
}

function checkPlace(key: Key, place: unknown): GroupPlace {
  if (isKey(place)) return { group: place, member: key };
  const { group, member } = (place ?? {}) as Partial<GroupPlace>;
  if (isKey(group) && isKey(member)) return { group, member };
  throw new GroupKeyError(
    formatKey(key),
    `the group function returned ${typeof place === 'object' ? JSON.stringify(place) : String(place)}; return the group's key, or { group, member }`,
  );
}

function placeByPositions(positions: readonly number[]): (key: Key) => GroupPlace {
  return (key) => {
    if (typeof key !== 'object')
      throw new GroupKeyError(formatKey(key), 'it is no tuple, so it has no positions to group by');
    const beyond = positions.find((position) => position >= key.length);
    if (beyond !== undefined) {
      throw new GroupKeyError(formatKey(key), `it has no position ${beyond}; it has ${key.length} from 0`);
    }
    return {
      group: single(positions.map((position) => key[position] as Key)),
      member: single(key.filter((_, position) => !positions.includes(position))),
    };
  };
}

function single(parts: readonly Key[]): Key {
  return parts.length === 1 ? (parts[0] as Key) : parts;
}
