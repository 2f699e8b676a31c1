import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Filter } from './filter.js';
import { matches, readPath } from './filter-evaluate.js';
import { parseFilter } from './filter-parse.js';
import { TASK_VOCABULARY } from './filter-vocabulary.js';

/** Whether a task whose definition is `{ a: stored }` (or `{}` without an argument) matches an operator on `definition.a`. */
function test(operators: unknown, ...stored: readonly unknown[]): boolean {
  const definition = stored.length === 0 ? {} : { a: stored[0] };
  const node = parseFilter({ 'definition.a': operators } as Filter, TASK_VOCABULARY);
  return matches(node, (path) => readPath({ definition }, path));
}

describe('rule 12: what a filter means', () => {
  it('takes a missing value for null, except for $exists', () => {
    expect(test(null)).toBe(true);
    expect(test({ $ne: null })).toBe(false);
    expect(test({ $in: [null] })).toBe(true);
    expect(test({ $nin: [null] })).toBe(false);
    expect(test({ $gte: null })).toBe(true);
    expect(test({ $lte: null }, null)).toBe(true);
    expect(test({ $gt: null }, null)).toBe(false);
    expect(test({ $exists: false })).toBe(true);
    expect(test({ $exists: true }, null)).toBe(true);
    expect(test({ $ne: 5 })).toBe(true);
    expect(test({ $nin: [5] })).toBe(true);
  });

  it.each([[[]], [['x']], [[5, 'x']], [{}], [{ b: 1 }]])(
    'lets %j match $exists, $ne, $nin and negations only',
    (stored) => {
      for (const operand of ['x', 5, true, null]) {
        expect(test({ $eq: operand }, stored)).toBe(false);
        expect(test({ $in: [operand] }, stored)).toBe(false);
        expect(test({ $gte: operand }, stored)).toBe(false);
        expect(test({ $lte: operand }, stored)).toBe(false);
        expect(test({ $ne: operand }, stored)).toBe(true);
        expect(test({ $nin: [operand] }, stored)).toBe(true);
        expect(test({ $not: { $gte: operand } }, stored)).toBe(true);
      }
      expect(test({ $exists: true }, stored)).toBe(true);
    },
  );

  it('compares within one type only', () => {
    expect(test({ $eq: 1 }, '1')).toBe(false);
    expect(test({ $eq: 1 }, true)).toBe(false);
    expect(test({ $eq: 0 }, false)).toBe(false);
    expect(test({ $eq: '' }, null)).toBe(false);
    expect(test({ $gt: 0 }, '5')).toBe(false);
    expect(test({ $not: { $gt: 0 } }, '5')).toBe(true);
    expect(test({ $gt: 'a' }, 5)).toBe(false);
    expect(test({ $gt: false }, true)).toBe(true);
    expect(test({ $lt: 1 }, false)).toBe(false);
    expect(test({ $gte: null }, 5)).toBe(false);
  });

  it('takes minus zero and zero for equal', () => {
    expect(test({ $eq: -0 }, 0)).toBe(true);
    expect(test({ $in: [0] }, -0)).toBe(true);
    expect(test({ $lt: 0 }, -0)).toBe(false);
  });

  it('orders strings by code point, not by UTF-16 unit', () => {
    expect('😀' < '｡').toBe(true);
    expect(test({ $gt: '｡' }, '😀')).toBe(true);
    expect(test({ $lt: '😀' }, '｡')).toBe(true);
    expect(test({ $gte: 'a' }, 'B')).toBe(false);
  });

  it('gives NaN no place in any order and infinity its own', () => {
    for (const operators of [{ $gt: 0 }, { $gte: 0 }, { $lt: 0 }, { $lte: 0 }, { $eq: 0 }]) {
      expect(test(operators, Number.NaN)).toBe(false);
    }
    expect(test({ $ne: 0 }, Number.NaN)).toBe(true);
    expect(test({ $gt: 1e308 }, Number.POSITIVE_INFINITY)).toBe(true);
  });

  it('walks objects only: no lists, no prototypes, no text', () => {
    expect(readPath({ a: ['x'] }, ['a', '0'])).toBeUndefined();
    expect(readPath({ a: 'xyz' }, ['a', 'length'])).toBeUndefined();
    expect(readPath({ a: {} }, ['a', 'toString'])).toBeUndefined();
    expect(readPath({ a: { 0: 'x' } }, ['a', '0'])).toBe('x');
    expect(readPath({ a: null }, ['a', 'b'])).toBeUndefined();
  });

  it('finds what is in a long list exactly as in a short one', () => {
    const list = [null, true, false, '1', ...Array.from({ length: 100 }, (_, i) => i)];
    for (const stored of [undefined, null, true, '1', 1, 99, -0, 100, '99', [], {}, Number.NaN]) {
      const short = list.some((value) => test({ $eq: value }, stored));
      expect(test({ $in: list }, stored)).toBe(short);
      expect(test({ $nin: list }, stored)).toBe(!short);
    }
  });

  it('keeps the laws of logic: each operator and its negation, De Morgan, doubled negation', () => {
    const scalar = fc.oneof(
      fc.constantFrom('', 'a', 'b', '😀', '｡'),
      fc.integer({ min: -2, max: 2 }),
      fc.boolean(),
      fc.constant(null),
    );
    const stored = fc.oneof(scalar, fc.constant(undefined), fc.constant([1]), fc.constant({ b: 1 }));
    fc.assert(
      fc.property(stored, scalar, scalar, (value, x, y) => {
        expect(test({ $ne: x }, value)).toBe(!test({ $eq: x }, value));
        expect(test({ $nin: [x, y] }, value)).toBe(!test({ $in: [x, y] }, value));
        expect(test({ $in: [x, y] }, value)).toBe(test({ $eq: x }, value) || test({ $eq: y }, value));
        expect(test({ $gte: x }, value)).toBe(test({ $gt: x }, value) || test({ $eq: x }, value));
        expect(test({ $lte: x }, value)).toBe(test({ $lt: x }, value) || test({ $eq: x }, value));
        expect(test({ $not: { $not: { $lt: x } } }, value)).toBe(test({ $lt: x }, value));
        const read = (path: readonly string[]) => readPath({ definition: { a: value } }, path);
        const a = { 'definition.a': { $gt: x } } as Filter;
        const b = { 'definition.a': { $lt: y } } as Filter;
        const run = (filter: Filter) => matches(parseFilter(filter, TASK_VOCABULARY), read);
        expect(run({ $nor: [a, b] })).toBe(!run({ $or: [a, b] }));
        expect(run({ $and: [a, b] })).toBe(run(a) && run(b));
      }),
    );
  });
});
