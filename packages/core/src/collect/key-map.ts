import { DuplicateKeysError } from '../errors/collect-errors.js';
import { compareKeys, encodeKey, formatKey, type Key, requireKey } from './key.js';

// The array that stands for each tuple in the underlying map. Beside the class, not in it: a private member would make the maps of two
// copies of this package different types.
const standIns = new WeakMap<object, Map<string, Key>>();

/**
 * A `Map` whose tuple keys are compared by value: `map.get(['lgb', 5])` finds what was set under another `['lgb', 5]`. Entries keep the
 * order in which they were first set; {@link sorted} gives the order of the keys.
 */
export class KeyMap<V> extends Map<Key, V> {
  /** @throws InvalidKeyError (`KEY_INVALID`) */
  constructor(entries?: Iterable<readonly [Key, V]>) {
    super();
    standIns.set(this, new Map());
    for (const [key, value] of entries ?? []) this.set(key, value);
  }

  /**
   * The same entries as a KeyMap; the map itself when it is one. A plain `Map` may hold one tuple twice, as two arrays.
   *
   * @throws DuplicateKeysError (`KEYS_DUPLICATE`), InvalidKeyError (`KEY_INVALID`)
   */
  static from<V>(entries: ReadonlyMap<Key, V>): KeyMap<V> {
    if (entries instanceof KeyMap) return entries as KeyMap<V>;
    const map = new KeyMap<V>();
    for (const [key, value] of entries) {
      if (map.has(key)) throw new DuplicateKeysError(formatKey(key));
      map.set(key, value);
    }
    return map;
  }

  override get(key: Key): V | undefined {
    const known = find(this, key);
    return known === undefined ? undefined : super.get(known);
  }

  override has(key: Key): boolean {
    const known = find(this, key);
    return known !== undefined && super.has(known);
  }

  /** @throws InvalidKeyError (`KEY_INVALID`) when `key` is, or holds, something else than text, finite numbers and tuples. */
  override set(key: Key, value: V): this {
    if (typeof key === 'string') return super.set(key, value);
    requireKey(key, 'a KeyMap');
    if (typeof key === 'number') return super.set(key, value);
    const text = encodeKey(key);
    let known = tuplesOf(this).get(text);
    if (known === undefined) {
      known = freezeTuple(key);
      tuplesOf(this).set(text, known);
    }
    return super.set(known, value);
  }

  override delete(key: Key): boolean {
    const known = find(this, key);
    if (known === undefined) return false;
    if (typeof known === 'object') tuplesOf(this).delete(encodeKey(known));
    return super.delete(known);
  }

  override clear(): void {
    tuplesOf(this).clear();
    super.clear();
  }

  /** The entries in ascending order of their keys; see {@link compareKeys}. */
  sorted(): [Key, V][] {
    return [...this].sort(([a], [b]) => compareKeys(a, b));
  }
}

/** Whether `value` is a map of any realm or copy, a {@link KeyMap} or a plain `Map`. */
export function isMap(value: unknown): value is ReadonlyMap<Key, unknown> {
  return Object.prototype.toString.call(value) === '[object Map]';
}

function freezeTuple(key: readonly Key[]): readonly Key[] {
  return Object.freeze(key.map((part) => (typeof part === 'object' ? freezeTuple(part) : part)));
}

function tuplesOf(map: object): Map<string, Key> {
  return standIns.get(map) as Map<string, Key>;
}

function find(map: object, key: Key): Key | undefined {
  return typeof key === 'object' ? tuplesOf(map).get(encodeKey(key)) : key;
}
