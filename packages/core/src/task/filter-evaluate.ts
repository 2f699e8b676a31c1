import { compareCodePoints } from '@windrow/frame';
import type { FilterNode, FilterScalar } from './filter.js';

/**
 * Whether something matches a parsed filter: the one meaning of rule 12, which every store's translation must agree with.
 *
 * - A missing value (`undefined`) equals null, except for `exists`.
 * - An array or an object matches only `exists`, `ne`, `nin` and negations.
 * - Order operators compare within one type: numbers, strings by code point, booleans (false first), null with null.
 * - NaN, which a metric can be, equals nothing and has no place in any order.
 *
 * @param read gives the value at a path of the filter, `undefined` where there is none; {@link readPath} walks as the rule says
 */
export function matches(node: FilterNode, read: (path: readonly string[]) => unknown): boolean {
  switch (node.op) {
    case 'and':
      return node.clauses.every((clause) => matches(clause, read));
    case 'or':
      return node.clauses.some((clause) => matches(clause, read));
    case 'nor':
      return !node.clauses.some((clause) => matches(clause, read));
    case 'not':
      return !matches(node.clause, read);
    case 'exists':
      return (read(node.path) !== undefined) === node.exists;
    case 'eq':
      return equals(read(node.path), node.value);
    case 'ne':
      return !equals(read(node.path), node.value);
    case 'in':
      return isIn(read(node.path), node.values);
    case 'nin':
      return !isIn(read(node.path), node.values);
    default: {
      const order = compare(read(node.path), node.value);
      if (order === undefined) return false;
      if (node.op === 'gt') return order > 0;
      if (node.op === 'gte') return order >= 0;
      return node.op === 'lt' ? order < 0 : order <= 0;
    }
  }
}

/** The value at `path` below `root`: own properties of objects only, never into arrays, never along prototypes. */
export function readPath(root: unknown, path: readonly string[]): unknown {
  let value = root;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, part)) {
      return undefined;
    }
    value = (value as Readonly<Record<string, unknown>>)[part];
  }
  return value;
}

function equals(stored: unknown, operand: FilterScalar): boolean {
  return (stored ?? null) === operand;
}

function compare(stored: unknown, operand: FilterScalar): number | undefined {
  const value = stored ?? null;
  if (value === null) return operand === null ? 0 : undefined;
  if (typeof value === 'number' && typeof operand === 'number') {
    return Number.isNaN(value) ? undefined : value < operand ? -1 : value > operand ? 1 : 0;
  }
  if (typeof value === 'string' && typeof operand === 'string') return compareCodePoints(value, operand);
  if (typeof value === 'boolean' && typeof operand === 'boolean') return Number(value) - Number(operand);
  return undefined;
}

/** Lists are frozen by the parser, so a set made once stays true. */
const sets = new WeakMap<readonly FilterScalar[], ReadonlySet<unknown>>();

function isIn(stored: unknown, values: readonly FilterScalar[]): boolean {
  if (values.length < 16) return values.some((value) => equals(stored, value));
  let set = sets.get(values);
  if (set === undefined) {
    set = new Set<unknown>(values);
    if (Object.isFrozen(values)) sets.set(values, set);
  }
  return set.has(stored ?? null);
}
