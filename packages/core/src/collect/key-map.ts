import { DuplicateKeysError } from '../errors/collect-errors.js';
import { compareKeys, encodeKey, formatKey, type Key, requireKey } from './key.js';

/**
 * A `Map` whose tuple keys are compared by value: `map.get(['lgb', 5])` finds what was set under another `['lgb', 5]`. Entries keep the
 * order in which they were first set; {@link sorted} gives the order of the keys.
 */
export class KeyMap<V> extends Map<Key, V> {
  // The array that stands for each tuple in the underlying map.
  readonly #tuples = new Map<string, Key>();

  /** @throws InvalidKeyError (`KEY_INVALID`) */
  constructor(entries?: Iterable<readonly [Key, V]>) {
    super();
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
    const known = this.#find(key);
    return known === undefined ? undefined : super.get(known);
  }

  override has(key: Key): boolean {
    const known = this.#find(key);
    return known !== undefined && super.has(known);
  }

  /** @throws InvalidKeyError (`KEY_INVALID`) when `key` is, or holds, something else than text, finite numbers and tuples. */
  override set(key: Key, value: V): this {
    if (typeof key === 'string') return super.set(key, value);
    requireKey(key, 'a KeyMap');
    if (typeof key === 'number') return super.set(key, value);
    const text = encodeKey(key);
    let known = this.#tuples.get(text);
    if (known === undefined) {
      known = freezeTuple(key);
      this.#tuples.set(text, known);
    }
    return super.set(known, value);
  }

  override delete(key: Key): boolean {
    const known = this.#find(key);
    if (known === undefined) return false;
    if (typeof known === 'object') this.#tuples.delete(encodeKey(known));
    return super.delete(known);
  }

  override clear(): void {
    this.#tuples.clear();
    super.clear();
  }

  /** The entries in ascending order of their keys; see {@link compareKeys}. */
  sorted(): [Key, V][] {
    return [...this].sort(([a], [b]) => compareKeys(a, b));
  }

  #find(key: Key): Key | undefined {
    return typeof key === 'object' ? this.#tuples.get(encodeKey(key)) : key;
  }
}

/** Whether `value` is a map of any realm or copy, a {@link KeyMap} or a plain `Map`. */
export function isMap(value: unknown): value is ReadonlyMap<Key, unknown> {
  return Object.prototype.toString.call(value) === '[object Map]';
}

function freezeTuple(key: readonly Key[]): readonly Key[] {
  return Object.freeze(key.map((part) => (typeof part === 'object' ? freezeTuple(part) : part)));
}
