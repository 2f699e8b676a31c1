import { compareCodePoints } from '@windrow/frame';
import { InvalidKeyError } from '../errors/collect-errors.js';

/**
 * What names a member of a collection: a text, a finite number, or a tuple of keys, `['lgb', 5, ['2020-01-02', '2020-06-30']]`.
 * Tuples are compared by value.
 */
export type Key = string | number | readonly Key[];

/** Whether `value` can be a {@link Key}. */
export function isKey(value: unknown): value is Key {
  if (typeof value === 'string') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  return Array.isArray(value) && value.every(isKey);
}

/**
 * `value` as a key.
 *
 * @throws InvalidKeyError (`KEY_INVALID`) naming `where` it came from.
 */
export function requireKey(value: unknown, where: string): Key {
  if (!isKey(value)) throw new InvalidKeyError(value, where);
  return value;
}

/**
 * The total order of keys, element by element: numbers before strings before tuples; numbers by value, strings by code point, tuples by
 * their first difference, the shorter one first. `0` and `-0` are the same key.
 *
 * @returns a negative number, zero or a positive number, as `Array.prototype.sort` wants it.
 */
export function compareKeys(a: Key, b: Key): number {
  if (typeof a === 'number') return typeof b === 'number' ? a - b : -1;
  if (typeof a === 'string') {
    if (typeof b === 'string') return compareCodePoints(a, b);
    return typeof b === 'number' ? 1 : -1;
  }
  if (typeof b === 'number' || typeof b === 'string') return 1;
  const shared = Math.min(a.length, b.length);
  for (let place = 0; place < shared; place++) {
    const order = compareKeys(a[place] as Key, b[place] as Key);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** A key for a reader: `'lgb'`, `5`, `('lgb', 5)`, `('lgb',)`. */
export function formatKey(key: Key): string {
  if (typeof key === 'number') return String(key);
  if (typeof key === 'string') return `'${key}'`;
  return `(${key.map(formatKey).join(', ')}${key.length === 1 ? ',' : ''})`;
}

/** A text that two keys share exactly when they are the same key. */
export function encodeKey(key: Key): string {
  return typeof key === 'number' ? String(key === 0 ? 0 : key) : JSON.stringify(key);
}
