import { types } from 'node:util';
import { CodecError } from '../errors/task-errors.js';
import { isPlainObject } from '../task/plain-object.js';
import { MAX_BIGINT_DIGITS, MAX_DEPTH, MAX_SPARSE_LENGTH, VIEW_ELEMENT_BYTES } from './codec-limits.js';

const LARGEST_BIGINT = 10n ** BigInt(MAX_BIGINT_DIGITS);

interface Walk {
  readonly seen: Set<object>;
  readonly path: string[];
}

/** Checks that the codec takes `value`, before anything is written. @throws CodecError with the path */
export function assertEncodable(value: unknown): void {
  visit(value, { seen: new Set(), path: [] });
}

function visit(value: unknown, walk: Walk): void {
  switch (typeof value) {
    case 'object':
      if (value !== null && !walk.seen.has(value)) visitObject(value, walk);
      return;
    case 'bigint':
      if (value >= LARGEST_BIGINT || value <= -LARGEST_BIGINT) {
        throw fault(walk, `is a bigint of more than ${MAX_BIGINT_DIGITS} digits`);
      }
      return;
    case 'function':
    case 'symbol':
      throw fault(walk, `is a ${typeof value}`);
    default:
  }
}

function visitObject(value: object, walk: Walk): void {
  walk.seen.add(value);
  if (walk.path.length >= MAX_DEPTH) throw fault(walk, `lies deeper than ${MAX_DEPTH} levels`);
  if (Array.isArray(value)) {
    assertMadeBy(value, 'Array', walk);
    visitArray(value, walk);
  } else if (types.isMap(value)) {
    assertMadeBy(value, 'Map', walk);
    for (const [key, inner] of value) {
      step(key, '<key>', walk);
      step(inner, '<value>', walk);
    }
  } else if (types.isSet(value)) {
    assertMadeBy(value, 'Set', walk);
    for (const inner of value) step(inner, '<member>', walk);
  } else if (types.isDate(value)) {
    assertMadeBy(value, 'Date', walk);
  } else if (ArrayBuffer.isView(value)) {
    if (!VIEW_ELEMENT_BYTES.has(tagOf(value))) throw fault(walk, `is a ${tagOf(value)}, which not every Node has`);
    if (!Buffer.isBuffer(value)) assertMadeBy(value, tagOf(value), walk);
  } else if (!types.isArrayBuffer(value)) {
    visitPlainObject(value, walk);
  }
}

function visitArray(array: readonly unknown[], walk: Walk): void {
  for (let i = 0; i < array.length; i++) {
    if (Object.hasOwn(array, i)) {
      step(array[i], `[${i}]`, walk);
    } else if (array.length > MAX_SPARSE_LENGTH) {
      throw fault(walk, `is a list of ${array.length} places with holes; at most ${MAX_SPARSE_LENGTH} places`);
    }
  }
}

function visitPlainObject(object: object, walk: Walk): void {
  if (!isPlainObject(object)) throw fault(walk, `is ${nameOf(object)}; give plain data, or save it as an artifact`);
  if (Object.getOwnPropertySymbols(object).length > 0) throw fault(walk, 'has a symbol as a key');
  for (const key of Object.keys(object)) {
    if (key === '__proto__') throw fault(walk, 'has a key "__proto__"');
    step(object[key], `.${key}`, walk);
  }
}

function step(value: unknown, name: string, walk: Walk): void {
  walk.path.push(name);
  visit(value, walk);
  walk.path.pop();
}

/** A subclass would come back as its base: that is a loss, so it is refused. */
function assertMadeBy(value: object, name: string, walk: Walk): void {
  const maker: unknown = (Object.getPrototypeOf(value) as { constructor?: unknown } | null)?.constructor;
  if (typeof maker !== 'function' || maker.name !== name) {
    throw fault(walk, `is ${nameOf(value)}; give a plain ${name}, or save it as an artifact`);
  }
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function nameOf(value: object): string {
  const maker: unknown = (Object.getPrototypeOf(value) as { constructor?: unknown } | null)?.constructor;
  return typeof maker === 'function' && maker.name !== '' ? `a ${maker.name}` : 'an object of a class';
}

function fault(walk: Walk, reason: string): CodecError {
  const shown = walk.path.length > 20 ? [...walk.path.slice(0, 10), '…', ...walk.path.slice(-5)] : walk.path;
  return new CodecError(`the value${shown.length === 0 ? '' : ` at ${shown.join('').replace(/^\./, '')}`} ${reason}.`);
}
