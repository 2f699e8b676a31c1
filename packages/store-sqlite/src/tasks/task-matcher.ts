import { type FilterNode, matches, readPath } from '@windrow/core';
import { filterSql, type SqlCondition, statusesOf } from './filter-sql.js';
import { statusOf } from './statuses.js';

/** What a filter reads of a task. */
export interface FilterableRow {
  readonly seq: number;
  readonly id: string;
  readonly status: number;
  readonly priority: number;
  readonly attempts: number;
  readonly created_at: number;
  readonly available_at: number | null;
  readonly started_at: number | null;
  readonly ended_at: number | null;
  readonly lease_until: number | null;
  readonly tags: string | null;
  /** The definition's text, where the filter reads it. */
  readonly text: string | null;
}

/** A filter made ready: what SQL decides, and what is left to look at row by row. */
export interface TaskMatcher {
  readonly condition: SqlCondition;
  /** The statuses that matching tasks can have, ascending. */
  readonly statuses: readonly number[];
  /** Columns of {@link FilterableRow}, for a SELECT from `tasks` (and {@link tables}). */
  readonly columns: string;
  /** `tasks`, joined with `definitions` where the filter reads them. */
  readonly tables: string;
  /** Decides about a row that the condition let through. */
  test(row: FilterableRow): boolean;
  /** Decides about any row, with its definition where that is asked for. */
  matchesRow(row: Omit<FilterableRow, 'text'>, definition: () => string): boolean;
}

const COLUMNS = `tasks.seq, tasks.id, tasks.status, tasks.priority, tasks.attempts, tasks.created_at, tasks.available_at,
  tasks.started_at, tasks.ended_at, tasks.lease_until, tasks.tags`;

/** @param filter absent: everything matches */
export function taskMatcher(filter: FilterNode | undefined): TaskMatcher {
  const node: FilterNode = filter ?? { op: 'and', clauses: [] };
  const condition = filterSql(node);
  const needsDefinition = reads(node, 'definition');
  return {
    condition,
    statuses: statusesOf(node),
    columns: condition.exact
      ? 'tasks.seq, tasks.status, tasks.priority'
      : `${COLUMNS}, ${needsDefinition ? 'definitions.text' : 'NULL AS text'}`,
    tables: needsDefinition ? 'tasks CROSS JOIN definitions ON definitions.seq = tasks.seq' : 'tasks',
    test: condition.exact
      ? () => true
      : (row) =>
          matches(
            node,
            reader(row, () => row.text ?? '{}'),
          ),
    matchesRow: (row, definition) => matches(node, reader(row, definition)),
  };
}

function reader(row: Omit<FilterableRow, 'text'>, definitionText: () => string): (path: readonly string[]) => unknown {
  let tags: unknown;
  let definition: unknown;
  return (path) => {
    switch (path[0]) {
      case 'id':
        return row.id;
      case 'status':
        return statusOf(row.status);
      case 'priority':
        return row.priority;
      case 'attempts':
        return row.attempts;
      case 'createdAt':
        return row.created_at;
      case 'availableAt':
        return row.available_at ?? undefined;
      case 'startedAt':
        return row.started_at ?? undefined;
      case 'endedAt':
        return row.ended_at ?? undefined;
      case 'leaseUntil':
        return row.lease_until ?? undefined;
      case 'tags':
        tags ??= JSON.parse(row.tags ?? '{}');
        return readPath(tags, path.slice(1));
      default:
        definition ??= JSON.parse(definitionText());
        return readPath(definition, path.slice(1));
    }
  };
}

function reads(node: FilterNode, root: string): boolean {
  if ('clauses' in node) return node.clauses.some((clause) => reads(clause, root));
  if ('clause' in node) return reads(node.clause, root);
  return node.path[0] === root;
}
