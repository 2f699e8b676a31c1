import { InvalidDefinitionError } from '../errors/task-errors.js';
import type { JsonObject, JsonValue, TaskDefinition } from '../task/definition.js';

/** What {@link freezeDefinition} froze, so that sharing it again costs nothing. */
const frozen = new WeakSet<object>();

/**
 * A deeply frozen copy of a definition; what was frozen here before is shared, not copied. The caller's own objects stay as they are.
 *
 * @throws InvalidDefinitionError with the path of the first value that is no JSON: undefined, NaN, an infinity, a function, a bigint, a
 * `Date` or another class, a cycle, a sparse list, a key `__proto__`.
 */
export function freezeDefinition(value: unknown): TaskDefinition {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidDefinitionError(
      '',
      `is ${value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value}, not an object`,
    );
  }
  return freezeJson(value, '') as TaskDefinition;
}

/** As {@link freezeDefinition}, of any JSON value; `path` is where errors say it is. */
export function freezeJson(value: unknown, path: string): JsonValue {
  return copy(value, path, []);
}

/** Remembers a definition whose every part is frozen, so that it is not copied again. */
export function markFrozen(definition: TaskDefinition): TaskDefinition {
  frozen.add(definition);
  return definition;
}

function copy(value: unknown, path: string, above: object[]): JsonValue {
  if (typeof value !== 'object' || value === null) return primitive(value, path);
  if (frozen.has(value)) return value as JsonValue;
  if (above.includes(value)) throw new InvalidDefinitionError(path, 'contains itself');
  above.push(value);
  const result = Array.isArray(value) ? copyList(value, path, above) : copyObject(value, path, above);
  above.pop();
  Object.freeze(result);
  frozen.add(result);
  return result;
}

function copyList(list: readonly unknown[], path: string, above: object[]): readonly JsonValue[] {
  return Array.from(list, (element, index) => copy(element, join(path, String(index)), above));
}

function copyObject(value: object, path: string, above: object[]): JsonObject {
  const prototype: unknown = Object.getPrototypeOf(value);
  // Objects of another realm (a vm, a worker) have another Object.prototype, whose own prototype is null all the same.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw new InvalidDefinitionError(path, `is a ${value.constructor?.name ?? 'class'}; write it as plain JSON`);
  }
  const result: Record<string, JsonValue> = {};
  for (const [key, inner] of Object.entries(value)) {
    if (key === '__proto__') throw new InvalidDefinitionError(join(path, key), 'is a key that is not allowed');
    result[key] = copy(inner, join(path, key), above);
  }
  return result;
}

function primitive(value: unknown, path: string): JsonValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new InvalidDefinitionError(
    path,
    `is ${value === undefined ? 'undefined' : typeof value === 'number' ? value : `a ${typeof value}`}`,
  );
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
