import { ParamConflictError } from '../errors/experiment-errors.js';
import { canonicalText } from '../task/canonical.js';
import type { JsonObject, JsonValue } from '../task/definition.js';

/**
 * Nested params with more params merged in, as every experiment store does it: objects are merged key by key, every other value
 * (a list too) is a leaf, which is written once. The same value again is fine, whatever the order of its keys.
 *
 * @returns `stored` itself when nothing is new
 * @throws ParamConflictError for the first leaf that has another value; neither argument is changed
 */
export function mergeParams(recorderId: string, stored: JsonObject, added: JsonObject): JsonObject {
  return mergeAt(recorderId, '', stored, added);
}

function mergeAt(recorderId: string, path: string, stored: JsonObject, added: JsonObject): JsonObject {
  const fresh: [string, JsonValue][] = [];
  for (const [key, value] of Object.entries(added)) {
    const before = Object.hasOwn(stored, key) ? stored[key] : undefined;
    const merged = before === undefined ? value : mergeValue(recorderId, path + key, before, value);
    if (merged !== before) fresh.push([key, merged]);
  }
  // From entries, so that a key `__proto__` is a key and nothing else.
  return fresh.length === 0 ? stored : Object.fromEntries([...Object.entries(stored), ...fresh]);
}

function mergeValue(recorderId: string, path: string, before: JsonValue, value: JsonValue): JsonValue {
  if (isObject(before) && isObject(value)) return mergeAt(recorderId, `${path}.`, before, value);
  if (isObject(before) || isObject(value) || canonicalText({ value: before }) !== canonicalText({ value })) {
    throw new ParamConflictError(recorderId, path);
  }
  return before;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
