/** What a filter may compare with: lists stand only in `$in` and `$nin`. */
export type FilterScalar = string | number | boolean | null;

/** What a field of a filter may be compared with; several hold together. */
export interface FilterOperators {
  readonly $eq?: FilterScalar;
  readonly $ne?: FilterScalar;
  readonly $gt?: FilterScalar;
  readonly $gte?: FilterScalar;
  readonly $lt?: FilterScalar;
  readonly $lte?: FilterScalar;
  readonly $in?: readonly FilterScalar[];
  readonly $nin?: readonly FilterScalar[];
  readonly $exists?: boolean;
  readonly $not?: FilterOperators;
}

/**
 * What a user writes: the MongoDB subset of rule 12 on `id`, `status`, `priority`, `attempts`, the time fields (epoch ms),
 * `tags.*` and `definition.*`.
 */
export interface Filter {
  readonly $and?: readonly Filter[];
  readonly $or?: readonly Filter[];
  readonly $nor?: readonly Filter[];
  readonly [path: string]: FilterScalar | FilterOperators | readonly Filter[] | undefined;
}

/**
 * A filter after validation: what stores translate or evaluate. `path` is split at the dots, for example
 * `['definition', 'model', 'class']` or `['status']`.
 */
export type FilterNode =
  | { readonly op: 'and' | 'or' | 'nor'; readonly clauses: readonly FilterNode[] }
  | { readonly op: 'not'; readonly clause: FilterNode }
  | {
      readonly op: 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte';
      readonly path: readonly string[];
      readonly value: FilterScalar;
    }
  | { readonly op: 'in' | 'nin'; readonly path: readonly string[]; readonly values: readonly FilterScalar[] }
  | { readonly op: 'exists'; readonly path: readonly string[]; readonly exists: boolean };

/** The scalar fields of a task that a filter may name, beside `tags.*` and `definition.*`. */
export const TASK_FILTER_FIELDS = [
  'id',
  'status',
  'priority',
  'attempts',
  'createdAt',
  'availableAt',
  'startedAt',
  'endedAt',
  'leaseUntil',
] as const;
