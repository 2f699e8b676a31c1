import { InvalidTemplateError } from '../errors/generate-errors.js';
import { InvalidArgumentError } from '../errors/task-errors.js';
import type { JsonObject, JsonValue, TaskDefinition } from '../task/definition.js';

const refused = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * The keys of a dotted path into a task: `model.kwargs.loss`, `record.0.kwargs.label` (a number counts into a list).
 *
 * @throws InvalidArgumentError when a key is empty, or one that would reach a prototype; `argument` names whose path it is.
 */
export function parsePath(path: string, argument: string): readonly string[] {
  const keys = path.split('.');
  const bad = keys.find((key) => key === '' || refused.has(key));
  if (bad === undefined) return keys;
  throw new InvalidArgumentError(
    argument,
    bad === ''
      ? `"${path}" has an empty key; write a dotted path such as model.kwargs.loss`
      : `"${path}" goes through "${bad}", which is not allowed in a path`,
  );
}

/** The value at a path of own keys, dotted or split, `undefined` where there is none. */
export function getIn(task: JsonValue, path: string | readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = task;
  for (const key of typeof path === 'string' ? path.split('.') : path) value = child(value, key);
  return value;
}

/**
 * A task with `value` at the path, sharing all that did not change; frozen where it is new. The last key may be new. So may a `kwargs` on the
 * way, since a component may come without; any other missing parent is an error, as it is a typing mistake more often than not, unless
 * `create` is set.
 *
 * @throws InvalidTemplateError when a parent is missing, is no object or list, or a list is too short.
 */
export function setIn(task: TaskDefinition, keys: readonly string[], value: JsonValue, create = false): TaskDefinition {
  return setAt(task, keys, 0, value, create) as TaskDefinition;
}

function setAt(at: JsonValue, keys: readonly string[], depth: number, value: JsonValue, create: boolean): JsonValue {
  const key = keys[depth];
  if (key === undefined) return value;
  if (typeof at !== 'object' || at === null) {
    throw new InvalidTemplateError(pathTo(keys, depth), `is ${JSON.stringify(at)}, so ${keys.join('.')} cannot be set`);
  }
  const old = child(at, key);
  const last = depth === keys.length - 1;
  if (old === undefined && !last && !create && !(key === 'kwargs' && depth > 0)) {
    throw new InvalidTemplateError(
      pathTo(keys, depth + 1),
      `is missing, so ${keys.join('.')} cannot be set; ${whatIsThere(at)}`,
    );
  }
  const next = setAt(old ?? {}, keys, depth + 1, value, create);
  if (!isList(at)) return Object.freeze({ ...at, [key]: next });
  if (old === undefined) throw new InvalidTemplateError(pathTo(keys, depth + 1), `is missing; ${whatIsThere(at)}`);
  return Object.freeze(at.with(Number(key), next));
}

function pathTo(keys: readonly string[], depth: number): string {
  return keys.slice(0, depth).join('.');
}

function child(at: JsonValue | undefined, key: string): JsonValue | undefined {
  if (typeof at !== 'object' || at === null) return undefined;
  if (isList(at)) return /^(0|[1-9]\d*)$/.test(key) ? at[Number(key)] : undefined;
  return Object.hasOwn(at, key) ? at[key] : undefined;
}

function isList(value: JsonObject | readonly JsonValue[]): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function whatIsThere(at: JsonObject | readonly JsonValue[]): string {
  if (isList(at)) return `the list there has ${at.length} elements, counted from 0`;
  const keys = Object.keys(at);
  return keys.length === 0 ? 'nothing is there' : `there is ${keys.join(', ')}`;
}
