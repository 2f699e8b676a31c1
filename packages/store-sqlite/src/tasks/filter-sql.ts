import { type FilterNode, type FilterScalar, matches, TASK_STATUSES } from '@windrow/core';
import { bindsWrongly, isTorn } from '../driver/bindable.js';
import type { SqlValue } from '../driver/database.js';

/** A condition on the joined tables `tasks` and `definitions`. */
export interface SqlCondition {
  /** Yields 1 or 0, never NULL. */
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
  /** Whether it means exactly what the filter means; else it also lets tasks through that do not match. */
  readonly exact: boolean;
}

type Comparison = Extract<FilterNode, { readonly value: FilterScalar }>;
type Membership = Extract<FilterNode, { readonly values: readonly FilterScalar[] }>;

const TRUE: SqlCondition = { sql: '1', parameters: [], exact: true };
const FALSE: SqlCondition = { sql: '0', parameters: [], exact: true };
/** What SQL cannot say: everything passes, and is looked at afterwards. */
const UNKNOWN: SqlCondition = { sql: '1', parameters: [], exact: false };

const NUMBER_COLUMNS: ReadonlyMap<string, string> = new Map([
  ['priority', 'tasks.priority'],
  ['attempts', 'tasks.attempts'],
  ['createdAt', 'tasks.created_at'],
  ['availableAt', 'tasks.available_at'],
  ['startedAt', 'tasks.started_at'],
  ['endedAt', 'tasks.ended_at'],
  ['leaseUntil', 'tasks.lease_until'],
]);

const SIGNS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;
/** Longer lists are evaluated, not translated. */
const MAX_LIST = 500;
const MAX_LETTERS = 50;
/** SQLite refuses expressions that nest a thousand deep, which a long chain of ANDs does. */
const MAX_CONDITIONS = 400;

/**
 * A filter as SQL. Conditions on columns mean exactly what rule 12 says. For those on tags and definitions SQL only sorts out what
 * cannot match: JSON text is canonical, so that a member `"class":"Ridge"` stands in it letter by letter, and looking for those
 * letters needs no parsing.
 */
export function filterSql(node: FilterNode): SqlCondition {
  return countConditions(node) > MAX_CONDITIONS ? UNKNOWN : translate(node);
}

function translate(node: FilterNode): SqlCondition {
  switch (node.op) {
    case 'and':
      return join(node.clauses.map(translate), ' AND ', TRUE);
    case 'or':
      return join(node.clauses.map(translate), ' OR ', FALSE);
    case 'nor':
      return negate(join(node.clauses.map(translate), ' OR ', FALSE));
    case 'not':
      return negate(translate(node.clause));
    default:
      return conditionSql(node);
  }
}

/** The statuses that tasks matching the filter can have. */
export function statusesOf(node: FilterNode): readonly number[] {
  const all = TASK_STATUSES.map((_, number) => number);
  if (node.op === 'and') {
    return node.clauses.map(statusesOf).reduce((left, right) => left.filter((status) => right.includes(status)), all);
  }
  if (node.op === 'or') {
    const any = new Set(node.clauses.flatMap(statusesOf));
    return all.filter((status) => any.has(status));
  }
  if (!('path' in node) || node.path[0] !== 'status') return all;
  return all.filter((status) => matches(node, () => TASK_STATUSES[status]));
}

function conditionSql(node: Exclude<FilterNode, { readonly op: 'and' | 'or' | 'nor' | 'not' }>): SqlCondition {
  const [root = ''] = node.path;
  if (root === 'status') return exact(`tasks.status IN (${statusesOf(node).join(', ')})`);
  if (root === 'id') return columnSql(node, 'tasks.id', 'string');
  const column = NUMBER_COLUMNS.get(root);
  if (column !== undefined) return columnSql(node, column, 'number');
  return jsonSql(node, root === 'tags' ? "ifnull(tasks.tags, '{}')" : 'definitions.text');
}

function columnSql(
  node: Exclude<FilterNode, { readonly op: 'and' | 'or' | 'nor' | 'not' }>,
  column: string,
  type: 'string' | 'number',
): SqlCondition {
  switch (node.op) {
    case 'exists':
      return exact(`${column} IS ${node.exists ? 'NOT NULL' : 'NULL'}`);
    case 'eq':
      return equalSql(column, type, node.value);
    case 'ne':
      return negate(equalSql(column, type, node.value));
    case 'in':
      return listSql(column, type, node);
    case 'nin':
      return negate(listSql(column, type, node));
    default:
      return orderSql(column, type, node);
  }
}

function equalSql(column: string, type: 'string' | 'number', value: FilterScalar): SqlCondition {
  if (value === null) return exact(`${column} IS NULL`);
  // What cannot be bound stands in no column: those hold whole numbers, and text without NUL.
  if (typeof value !== type || cannotBind(value)) return FALSE;
  return exact(`${column} IS ?`, [value as SqlValue]);
}

function listSql(column: string, type: 'string' | 'number', { values }: Membership): SqlCondition {
  if (values.length > MAX_LIST) return UNKNOWN;
  const wanted = values.filter((value) => typeof value === type && !cannotBind(value)) as readonly SqlValue[];
  const list = exact(`ifnull(${column} IN (${wanted.map(() => '?').join(', ')}), 0)`, wanted);
  return values.includes(null) ? join([list, exact(`${column} IS NULL`)], ' OR ', FALSE) : list;
}

function orderSql(column: string, type: 'string' | 'number', { op, value }: Comparison): SqlCondition {
  if (value === null) return op === 'gte' || op === 'lte' ? exact(`${column} IS NULL`) : FALSE;
  if (typeof value !== type) return FALSE;
  if (cannotBind(value)) return UNKNOWN;
  return exact(`ifnull(${column} ${SIGNS[op as keyof typeof SIGNS]} ?, 0)`, [value as SqlValue]);
}

function cannotBind(value: FilterScalar): boolean {
  return typeof value === 'string' ? isTorn(value) : typeof value === 'number' && bindsWrongly(value);
}

function jsonSql(node: Exclude<FilterNode, { readonly op: 'and' | 'or' | 'nor' | 'not' }>, text: string): SqlCondition {
  const name = JSON.stringify(node.path.at(-1));
  if (node.op === 'eq') return memberSql(text, name, node.value);
  if (node.op === 'exists') return node.exists ? possible(text, `${name}:`) : UNKNOWN;
  if (node.op !== 'in' || node.values.length > MAX_LETTERS) return UNKNOWN;
  return join(
    node.values.map((value) => memberSql(text, name, value)),
    ' OR ',
    { ...FALSE, exact: false },
  );
}

function memberSql(text: string, name: string, value: FilterScalar): SqlCondition {
  // A missing member equals null.
  return value === null ? UNKNOWN : possible(text, `${name}:${JSON.stringify(value)}`);
}

function possible(text: string, letters: string): SqlCondition {
  return { sql: `instr(${text}, ?) > 0`, parameters: [letters], exact: false };
}

function exact(sql: string, parameters: readonly SqlValue[] = []): SqlCondition {
  return { sql, parameters, exact: true };
}

function join(conditions: readonly SqlCondition[], operator: string, empty: SqlCondition): SqlCondition {
  if (conditions.length === 0) return empty;
  return {
    sql: `(${conditions.map(({ sql }) => sql).join(operator)})`,
    parameters: conditions.flatMap(({ parameters }) => parameters),
    exact: conditions.every((condition) => condition.exact),
  };
}

/** The negation of what lets too much through would let too little through. */
function negate(condition: SqlCondition): SqlCondition {
  return condition.exact ? { ...condition, sql: `NOT (${condition.sql})` } : UNKNOWN;
}

function countConditions(node: FilterNode): number {
  if ('clauses' in node) return node.clauses.reduce((sum, clause) => sum + countConditions(clause), 1);
  return 'clause' in node ? 1 + countConditions(node.clause) : 1;
}
