import { parseFilter, RECORDER_VOCABULARY, TASK_VOCABULARY } from '@windrow/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { taskFilterArbitrary } from './filter-arbitraries.js';
import { recorderFilterArbitrary } from './recorder-filter-arbitrary.js';

it('only filters that the parser takes are made, of every operator', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(taskFilterArbitrary(['id-1'], [5]), recorderFilterArbitrary([5]), (task, recorder) => {
      parseFilter(task, TASK_VOCABULARY);
      parseFilter(recorder, RECORDER_VOCABULARY);
      for (const [operator] of JSON.stringify(task).matchAll(/\$[a-z]+(?=":)/g)) seen.add(operator);
    }),
    { numRuns: 1_000 },
  );
  expect([...seen].toSorted()).toEqual(
    ['$and', '$eq', '$exists', '$gt', '$gte', '$in', '$lt', '$lte', '$ne', '$nin', '$nor', '$not', '$or'].toSorted(),
  );
});
