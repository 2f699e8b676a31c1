import { InvalidFilterError } from '../errors/task-errors.js';
import type { FilterScalar } from './filter.js';
import type { FilterField } from './filter-path.js';
import type { FilterFieldType } from './filter-vocabulary.js';
import { isWellFormed } from './well-formed.js';

/** How many values `$in` and `$nin` may list. */
const MAX_VALUES = 10_000;

/**
 * One operand, checked against what the field holds. Minus zero becomes zero.
 *
 * @throws InvalidFilterError
 */
export function parseOperand(
  field: FilterField,
  operand: unknown,
  at: string,
  comparison: 'equal' | 'order',
): FilterScalar {
  const value = parseScalar(operand, at);
  if (value !== null && field.type !== undefined) checkType(field.type, field.path.join('.'), value, at, comparison);
  return value;
}

/** @throws InvalidFilterError */
export function parseOperandList(field: FilterField, operand: unknown, at: string): readonly FilterScalar[] {
  if (!Array.isArray(operand)) throw new InvalidFilterError(at, 'takes a list of strings, numbers, booleans or null.');
  if (operand.length > MAX_VALUES) {
    throw new InvalidFilterError(at, `lists ${operand.length} values, at most ${MAX_VALUES} are taken. Ask in parts.`);
  }
  return Object.freeze(Array.from(operand, (value: unknown, i) => parseOperand(field, value, `${at}[${i}]`, 'equal')));
}

function parseScalar(operand: unknown, at: string): FilterScalar {
  if (operand === null || typeof operand === 'boolean') return operand;
  if (typeof operand === 'string') {
    if (!isWellFormed(operand)) throw new InvalidFilterError(at, 'is a string with half a surrogate pair.');
    return operand;
  }
  if (typeof operand === 'number') {
    if (!Number.isFinite(operand)) throw new InvalidFilterError(at, `is ${operand}; numbers must be finite.`);
    return operand === 0 ? 0 : operand;
  }
  throw new InvalidFilterError(at, `is ${describe(operand)}; expected a string, a finite number, a boolean or null.`);
}

function checkType(
  type: FilterFieldType,
  name: string,
  value: string | number | boolean,
  at: string,
  comparison: 'equal' | 'order',
): void {
  const wanted = type === 'number' ? 'number' : 'string';
  if (typeof value !== wanted) {
    throw new InvalidFilterError(at, `${name} is a ${wanted}, but ${JSON.stringify(value)} is a ${typeof value}.`);
  }
  if (typeof type !== 'string' && comparison === 'equal' && !type.includes(value as string)) {
    throw new InvalidFilterError(at, `${name} is never ${JSON.stringify(value)}. It is one of ${type.join(', ')}.`);
  }
}

function describe(operand: unknown): string {
  if (operand === undefined) return 'undefined';
  if (Array.isArray(operand)) return 'a list (lists stand only in $in and $nin)';
  if (operand instanceof RegExp) return 'a regular expression';
  if (operand instanceof Date) return 'a Date (give epoch milliseconds)';
  return `a ${typeof operand}`;
}
