import { InvalidFilterError } from '../errors/task-errors.js';
import type { Filter, FilterNode } from './filter.js';
import { parseOperand, parseOperandList } from './filter-operand.js';
import { type FilterField, parseFilterPath } from './filter-path.js';
import type { FilterVocabulary } from './filter-vocabulary.js';
import { isPlainObject } from './plain-object.js';

/** How deep `$and`, `$or`, `$nor` and `$not` may nest. */
const MAX_DEPTH = 32;
/** How many conditions one filter may have. */
const MAX_CONDITIONS = 1_000;

const COMPARISONS = { $eq: 'eq', $ne: 'ne', $gt: 'gt', $gte: 'gte', $lt: 'lt', $lte: 'lte' } as const;
const COMBINATIONS = { $and: 'and', $or: 'or', $nor: 'nor' } as const;
const OPERATORS = '$eq $ne $gt $gte $lt $lte $in $nin $exists $not';

interface Parsing {
  readonly vocabulary: FilterVocabulary;
  conditions: number;
}

/**
 * Checks a filter and turns it into the tree that stores translate or evaluate (rule 12). The argument is read once and never
 * modified; the tree shares nothing with it and is deeply frozen. `undefined` and `{}` match everything.
 *
 * @throws InvalidFilterError naming the path in the filter: an unknown field or operator, an operand of a wrong type, a key
 *   that cannot be filtered, nesting deeper than 32, more than 1,000 conditions or a list longer than 10,000
 */
export function parseFilter(filter: Filter | undefined, vocabulary: FilterVocabulary): FilterNode {
  return parseClause(filter ?? {}, '', 0, { vocabulary, conditions: 0 });
}

function parseClause(filter: unknown, at: string, depth: number, parsing: Parsing): FilterNode {
  if (depth > MAX_DEPTH) throw new InvalidFilterError(at, `nested deeper than ${MAX_DEPTH} levels.`);
  if (!isPlainObject(filter)) throw new InvalidFilterError(at, 'expected an object such as { status: "done" }.');
  const clauses: FilterNode[] = [];
  for (const key of Object.keys(filter)) {
    const here = at === '' ? key : `${at}.${key}`;
    const value = filter[key];
    if (value === undefined) {
      throw new InvalidFilterError(here, 'is undefined. Leave the key out, or compare with null.');
    }
    if (key.startsWith('$')) clauses.push(parseCombination(key, value, here, depth, parsing));
    else clauses.push(...parseCondition(parseFilterPath(key, here, parsing.vocabulary), value, here, depth, parsing));
  }
  return all(clauses);
}

function parseCombination(key: string, value: unknown, at: string, depth: number, parsing: Parsing): FilterNode {
  if (!Object.hasOwn(COMBINATIONS, key)) {
    throw new InvalidFilterError(at, `${key} is not offered here. At this place only $and, $or and $nor are.`);
  }
  if (!Array.isArray(value) || value.length === 0) {
    throw new InvalidFilterError(at, `${key} takes a list with at least one filter.`);
  }
  if (value.length > MAX_CONDITIONS) throw tooManyConditions(at);
  const clauses = Array.from(value, (clause: unknown, i) => parseClause(clause, `${at}[${i}]`, depth + 1, parsing));
  count(at, parsing);
  return Object.freeze({ op: COMBINATIONS[key as keyof typeof COMBINATIONS], clauses: Object.freeze(clauses) });
}

function parseCondition(
  field: FilterField,
  value: unknown,
  at: string,
  depth: number,
  parsing: Parsing,
): readonly FilterNode[] {
  if (depth > MAX_DEPTH) throw new InvalidFilterError(at, `nested deeper than ${MAX_DEPTH} levels.`);
  if (typeof value !== 'object' || value === null) {
    count(at, parsing);
    return [Object.freeze({ op: 'eq', path: field.path, value: parseOperand(field, value, at, 'equal') })];
  }
  if (!isPlainObject(value)) {
    throw new InvalidFilterError(
      at,
      `expected a string, a number, a boolean, null or operators (${OPERATORS}); lists stand only in $in and $nin, regular expressions and dates are not offered.`,
    );
  }
  const operators = Object.keys(value);
  if (operators.length === 0) {
    throw new InvalidFilterError(at, `an empty object matches nothing on purpose. Use one of ${OPERATORS}.`);
  }
  return operators.map((operator) => {
    count(at, parsing);
    return parseOperator(field, operator, value[operator], `${at}.${operator}`, depth, parsing);
  });
}

function parseOperator(
  field: FilterField,
  operator: string,
  operand: unknown,
  at: string,
  depth: number,
  parsing: Parsing,
): FilterNode {
  const { path } = field;
  if (Object.hasOwn(COMPARISONS, operator)) {
    const op = COMPARISONS[operator as keyof typeof COMPARISONS];
    const value = parseOperand(field, operand, at, op === 'eq' || op === 'ne' ? 'equal' : 'order');
    return Object.freeze({ op, path, value });
  }
  if (operator === '$in' || operator === '$nin') {
    return Object.freeze({
      op: operator === '$in' ? 'in' : 'nin',
      path,
      values: parseOperandList(field, operand, at),
    });
  }
  if (operator === '$exists') {
    if (typeof operand !== 'boolean') throw new InvalidFilterError(at, '$exists takes true or false.');
    return Object.freeze({ op: 'exists', path, exists: operand });
  }
  if (operator === '$not') {
    if (!isPlainObject(operand))
      throw new InvalidFilterError(at, '$not takes operators, such as { $not: { $gt: 5 } }.');
    return Object.freeze({ op: 'not', clause: all(parseCondition(field, operand, at, depth + 1, parsing)) });
  }
  throw new InvalidFilterError(at, `${JSON.stringify(operator)} is not offered. Use one of ${OPERATORS}.`);
}

function all(clauses: readonly FilterNode[]): FilterNode {
  const [first] = clauses;
  if (first !== undefined && clauses.length === 1) return first;
  return Object.freeze({ op: 'and', clauses: Object.freeze([...clauses]) });
}

function count(at: string, parsing: Parsing): void {
  parsing.conditions += 1;
  if (parsing.conditions > MAX_CONDITIONS) throw tooManyConditions(at);
}

function tooManyConditions(at: string): InvalidFilterError {
  return new InvalidFilterError(at, `more than ${MAX_CONDITIONS} conditions. Use $in for many values of one field.`);
}
