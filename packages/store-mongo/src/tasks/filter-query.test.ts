import { parseFilter, TASK_VOCABULARY } from '@windrow/core';
import { expect, it } from 'vitest';
import { filterQuery } from './filter-query.js';
import { queryableCopy } from './queryable.js';

it.each<readonly [object, object]>([
  [{ 'tags.a': 1 }, { 'tags.a': { $eq: 1 } }],
  [{ 'definition.model.class': { $in: ['Ridge', null] } }, { 'definition.model.class': { $in: ['Ridge', null] } }],
  [{ $nor: [{ status: 'done' }] }, { $nor: [{ status: { $eq: 'done' } }] }],
  [{ attempts: { $not: { $gte: 2 } } }, { $nor: [{ attempts: { $gte: 2 } }] }],
])('writes %j anew instead of passing it on', (filter, query) => {
  expect(filterQuery(parseFilter(filter as never, TASK_VOCABULARY))).toEqual(query);
});

it.each([
  [{ op: 'or', clauses: [] } as const, { _id: { $in: [] } }],
  [{ op: 'and', clauses: [] } as const, {}],
  [{ op: 'nor', clauses: [] } as const, {}],
])('knows what no clauses mean, which the server refuses', (node, query) => {
  expect(filterQuery(node)).toEqual(query);
});

it('keeps lists, and keys that no filter can name, out of what the server looks at', () => {
  const copy = queryableCopy({ a: [1, { b: 2 }], 'c.d': 1, $e: 1, '': 1, f: { g: null, 'x\0y': 1 } });
  expect(copy).toEqual(
    new Map<string, unknown>([
      ['a', new Map()],
      ['f', new Map([['g', null]])],
    ]),
  );
});
