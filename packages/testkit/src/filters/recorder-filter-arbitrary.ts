import type { Filter, FilterOperators, FilterScalar } from '@windrow/core';
import fc from 'fast-check';

const VALUES: readonly FilterScalar[] = [null, 0, 1, -2.5, 2, '', 'a', 'b', 'x', '𝄞', '\uffee', true, false];
const STATUSES: readonly FilterScalar[] = ['SCHEDULED', 'RUNNING', 'FINISHED', 'FAILED', null];

/** Filters on recorders, valid ones only, over the few values that the suite stores. @param instants epoch ms they may have */
export function recorderFilterArbitrary(instants: readonly number[]): fc.Arbitrary<Filter> {
  const leaf = fc.oneof(
    condition(['params.a', 'params.a.b', 'params.b', 'tags.a', 'tags.b', 'metrics.a', 'metrics.b'], VALUES),
    condition(['status'], STATUSES),
    condition(['name'], ['x', 'y', '', null]),
    condition(['createdAt', 'startedAt', 'endedAt'], [...new Set([0, null, ...instants])]),
  );
  return fc.oneof(
    { arbitrary: leaf, weight: 3 },
    {
      arbitrary: fc
        .tuple(fc.constantFrom('$and', '$or', '$nor'), fc.array(leaf, { minLength: 1, maxLength: 3 }))
        .map(([operator, clauses]): Filter => ({ [operator]: clauses })),
      weight: 1,
    },
  );
}

function condition(paths: readonly string[], values: readonly FilterScalar[]): fc.Arbitrary<Filter> {
  const value = fc.constantFrom(...values);
  const simple: fc.Arbitrary<FilterOperators> = fc.oneof(
    fc
      .tuple(fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte'), value)
      .map(([operator, v]) => ({ [operator]: v })),
    fc
      .tuple(fc.constantFrom('$in', '$nin'), fc.array(value, { maxLength: 3 }))
      .map(([operator, list]) => ({ [operator]: list })),
    fc.record({ $exists: fc.boolean() }),
  );
  const wanted = fc.oneof(
    value,
    simple,
    simple.map((operators) => ({ $not: operators })),
  );
  return fc.tuple(fc.constantFrom(...paths), wanted).map(([path, operand]): Filter => ({ [path]: operand }));
}
