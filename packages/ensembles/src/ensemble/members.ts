import { formatKey, InvalidMemberError, isMap, type Key, KeyMap } from '@windrow/core';
import { Frame } from '@windrow/frame';

/** Members by key: a `KeyMap`, a `Map`, or a plain object whose names are the keys. */
export type Members<V> = ReadonlyMap<Key, V> | Readonly<Record<string, V>>;

/** Members that may themselves be maps of members. */
export type NestedMembers<V> = Members<V | NestedMembersMap<V>>;
/** The inner part of {@link NestedMembers}. */
export type NestedMembersMap<V> =
  | ReadonlyMap<Key, V | NestedMembersMap<V>>
  | { readonly [key: string]: V | NestedMembersMap<V> };

/**
 * The entries of a collection in the order of their keys.
 *
 * @throws DuplicateKeysError (`KEYS_DUPLICATE`), InvalidKeyError (`KEY_INVALID`), InvalidMemberError (`ENSEMBLE_MEMBER`) for no map at all.
 */
export function sortedEntries<V>(owner: string, members: Members<V>): [Key, V][] {
  if (isMap(members)) return KeyMap.from(members as ReadonlyMap<Key, V>).sorted();
  if (isPlainObject(members)) return new KeyMap<V>(Object.entries(members as Record<string, V>)).sorted();
  throw new InvalidMemberError(owner, '(all)', `members must be a map of frames by key, got ${describe(members)}`);
}

/** Whether `value` holds members rather than being one. */
export function isMembers(value: unknown): value is Members<unknown> {
  return isMap(value) || isPlainObject(value);
}

/** @throws InvalidMemberError (`ENSEMBLE_MEMBER`) when `value` is no frame. */
export function requireFrame(owner: string, key: Key, value: unknown): Frame {
  if (Frame.isFrame(value)) return value;
  const hint = isMembers(value)
    ? 'it is itself a map of members; group first (RollingGroup), or flatten with flattenKeys'
    : `it is no frame but ${describe(value)}`;
  throw new InvalidMemberError(owner, formatKey(key), hint);
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Frame.isFrame(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'object') return `an object (${value.constructor?.name ?? 'Object'})`;
  return typeof value === 'string' ? `the text ${JSON.stringify(value)}` : `the ${typeof value} ${String(value)}`;
}
