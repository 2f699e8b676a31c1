import { MAX_DEPTH } from './check-json.js';
import { isPlainObject } from './plain-object.js';
import { isWellFormed } from './well-formed.js';

/** There is something in it that is not I-JSON; `assertJsonObject` says what and where. */
export const FAULTY: unique symbol = Symbol('faulty');
/** Has keys that look like numbers, which a JavaScript object cannot hold in canonical order. */
export const OUT_OF_ORDER: unique symbol = Symbol('out of order');

type Ordered = object | typeof FAULTY | typeof OUT_OF_ORDER;

/**
 * The same value with the keys of every object in canonical order (by UTF-16 unit): itself where they are already, else a copy.
 * Runs for every task that is submitted, so it keeps no path and says nothing about faults.
 */
export function inCanonicalOrder(value: unknown): Ordered {
  return isPlainObject(value) ? orderObject(value, 0) : FAULTY;
}

function orderValue(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case 'string':
      return isWellFormed(value) ? value : FAULTY;
    case 'number':
      return Number.isFinite(value) ? value : FAULTY;
    case 'boolean':
      return value;
    case 'object':
      if (value === null) return value;
      if (Array.isArray(value)) return orderArray(value, depth);
      return isPlainObject(value) ? orderObject(value, depth) : FAULTY;
    default:
      return FAULTY;
  }
}

function orderArray(array: readonly unknown[], depth: number): Ordered {
  // A cycle goes on until it is too deep. Besides its items an array owns its length alone.
  if (depth >= MAX_DEPTH || Reflect.ownKeys(array).length !== array.length + 1) return FAULTY;
  let copy: unknown[] | undefined;
  for (let i = 0; i < array.length; i++) {
    const item = array[i];
    const ordered = orderValue(item, depth + 1);
    if (ordered === FAULTY || ordered === OUT_OF_ORDER) return ordered;
    if (copy === undefined && ordered !== item) copy = array.slice(0, i);
    if (copy !== undefined) copy.push(ordered);
  }
  return copy ?? array;
}

function orderObject(object: Readonly<Record<string, unknown>>, depth: number): Ordered {
  const keys = Object.keys(object);
  // Symbols and hidden properties are owned, but no keys.
  if (depth >= MAX_DEPTH || Reflect.ownKeys(object).length !== keys.length) return FAULTY;
  let sorted = true;
  let numeric = false;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string;
    if (key === '__proto__' || !isWellFormed(key)) return FAULTY;
    const first = key.charCodeAt(0);
    if (first >= 48 && first <= 57) numeric = true;
    if (i > 0 && key < (keys[i - 1] as string)) sorted = false;
  }
  if (!sorted) keys.sort();
  let copy: Record<string, unknown> | undefined = sorted ? undefined : {};
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string;
    const item = object[key];
    const ordered = orderValue(item, depth + 1);
    if (ordered === FAULTY || ordered === OUT_OF_ORDER) return ordered;
    if (copy === undefined && ordered !== item) copy = copyOf(object, keys, i);
    if (copy !== undefined) copy[key] = ordered;
  }
  if (copy === undefined) return object;
  return numeric && !Object.keys(copy).every((key, i) => key === keys[i]) ? OUT_OF_ORDER : copy;
}

function copyOf(
  object: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  count: number,
): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (let i = 0; i < count; i++) copy[keys[i] as string] = object[keys[i] as string];
  return copy;
}
