import { InvalidDefinitionError } from '../errors/task-errors.js';
import type { JsonObject } from './definition.js';
import { isPlainObject } from './plain-object.js';
import { isWellFormed } from './well-formed.js';

/** How deep a definition may nest. MongoDB stops at 100 levels, some of which the store needs itself. */
export const MAX_DEPTH = 64;

/**
 * Checks that `value` is an object of I-JSON (RFC 7493): objects, lists, strings of valid Unicode, finite numbers, booleans and
 * null, at most 64 levels deep, no key `__proto__`, nothing hidden behind getters, symbols or prototypes.
 *
 * @throws InvalidDefinitionError
 */
export function assertJsonObject(value: unknown): asserts value is JsonObject {
  if (!isPlainObject(value)) throw new InvalidDefinitionError('', `is ${nameOf(value)}, not an object`);
  checkObject(value, [], []);
}

type Path = (string | number)[];

/** `parents` are the containers on the way down: a cycle comes back to one of them. */
function checkValue(value: unknown, path: Path, parents: object[]): void {
  switch (typeof value) {
    case 'string':
      if (!isWellFormed(value)) throw fault(path, 'is a string with half a surrogate pair, which is no valid Unicode');
      return;
    case 'number':
      if (!Number.isFinite(value)) throw fault(path, `is ${value}, which JSON cannot hold`);
      return;
    case 'boolean':
      return;
    case 'object':
      if (value === null) return;
      if (Array.isArray(value)) checkArray(value, path, parents);
      else if (isPlainObject(value)) checkObject(value, path, parents);
      else throw fault(path, `is ${nameOf(value)}, not a plain object`);
      return;
    default:
      throw fault(path, `is ${nameOf(value)}, which JSON cannot hold`);
  }
}

function checkArray(array: readonly unknown[], path: Path, parents: object[]): void {
  enter(array, path, parents);
  if (Object.keys(array).length !== array.length) throw fault(path, 'is a list with holes or with named properties');
  if (Object.hasOwn(array, 'toJSON')) throw fault(path, 'has its own toJSON');
  for (let i = 0; i < array.length; i++) {
    path.push(i);
    checkValue(array[i], path, parents);
    path.pop();
  }
  parents.pop();
}

function checkObject(object: Readonly<Record<string, unknown>>, path: Path, parents: object[]): void {
  enter(object, path, parents);
  if (Object.getOwnPropertySymbols(object).length > 0) throw fault(path, 'has a symbol as a key');
  const keys = Object.keys(object);
  if (Object.getOwnPropertyNames(object).length !== keys.length) throw fault(path, 'has hidden properties');
  for (const key of keys) {
    path.push(key);
    if (key === '__proto__') throw fault(path, 'is a key that JavaScript gives a meaning of its own; rename it');
    if (!isWellFormed(key)) throw fault(path, 'is a key with half a surrogate pair, which is no valid Unicode');
    checkValue(object[key], path, parents);
    path.pop();
  }
  parents.pop();
}

function enter(container: object, path: Path, parents: object[]): void {
  if (parents.includes(container)) throw fault(path, 'contains itself');
  if (parents.length >= MAX_DEPTH) throw fault(path, `lies deeper than ${MAX_DEPTH} levels`);
  parents.push(container);
}

function fault(path: Path, reason: string): InvalidDefinitionError {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
  return new InvalidDefinitionError(text.startsWith('.') ? text.slice(1) : text, reason);
}

function nameOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value !== 'object') return `a ${typeof value}`;
  const maker: unknown = (Object.getPrototypeOf(value) as { constructor?: unknown } | null)?.constructor;
  return typeof maker === 'function' && maker.name !== '' ? `a ${maker.name}` : 'an object of a class';
}
