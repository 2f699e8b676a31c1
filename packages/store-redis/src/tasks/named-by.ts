import { type FilterNode, TASK_STATUSES, type TaskStatus } from '@windrow/core';

/** The ids that a filter narrows the search to, if it does. */
export function idsNamedBy(filter: FilterNode): readonly string[] | undefined {
  const values = namedBy(filter, 'id');
  return values?.filter((value) => typeof value === 'string');
}

/** The statuses that a filter lets through at most. */
export function statusesNamedBy(filter: FilterNode): readonly TaskStatus[] {
  const values = namedBy(filter, 'status');
  return values === undefined ? TASK_STATUSES : TASK_STATUSES.filter((status) => values.includes(status));
}

/** Whether a filter says nothing beyond the statuses of {@link statusesNamedBy}. */
export function isStatusFilter(filter: FilterNode): boolean {
  return (filter.op === 'eq' || filter.op === 'in') && filter.path.length === 1 && filter.path[0] === 'status';
}

function namedBy(filter: FilterNode, field: string): readonly unknown[] | undefined {
  if (filter.op === 'and') {
    for (const clause of filter.clauses) {
      const values = namedBy(clause, field);
      if (values !== undefined) return values;
    }
    return undefined;
  }
  if (filter.op === 'eq' && filter.path.length === 1 && filter.path[0] === field) return [filter.value];
  if (filter.op === 'in' && filter.path.length === 1 && filter.path[0] === field) return filter.values;
  return undefined;
}
