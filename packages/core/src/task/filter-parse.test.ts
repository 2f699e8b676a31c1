import { WindrowError } from '@windrow/frame';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Filter } from './filter.js';
import { parseFilter } from './filter-parse.js';
import { RECORDER_VOCABULARY, TASK_VOCABULARY } from './filter-vocabulary.js';

const parse = (filter: unknown) => parseFilter(filter as Filter, TASK_VOCABULARY);

function faultOf(filter: unknown, vocabulary = TASK_VOCABULARY): { path: string; message: string } {
  try {
    parseFilter(filter as Filter, vocabulary);
  } catch (error) {
    if (!WindrowError.is(error, 'INVALID_FILTER')) throw error;
    return error as unknown as { path: string; message: string };
  }
  throw new Error('the filter was accepted');
}

function isDeeplyFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen);
}

describe('rule 12: parsing a filter', () => {
  it('matches everything for undefined and for an empty object', () => {
    expect(parseFilter(undefined, TASK_VOCABULARY)).toEqual({ op: 'and', clauses: [] });
    expect(parse({})).toEqual({ op: 'and', clauses: [] });
  });

  it('takes every operator of the subset', () => {
    expect(
      parse({
        status: 'done',
        priority: { $gt: 1, $lte: 5 },
        'tags.model': { $in: ['lgb', null] },
        'definition.model.class': { $not: { $eq: 'Ridge' } },
        $or: [{ attempts: { $gte: 2 } }, { startedAt: { $exists: false } }],
        $nor: [{ id: { $nin: ['a'] } }, { endedAt: { $ne: null } }, { createdAt: { $lt: 9 } }],
      }),
    ).toEqual({
      op: 'and',
      clauses: [
        { op: 'eq', path: ['status'], value: 'done' },
        { op: 'gt', path: ['priority'], value: 1 },
        { op: 'lte', path: ['priority'], value: 5 },
        { op: 'in', path: ['tags', 'model'], values: ['lgb', null] },
        { op: 'not', clause: { op: 'eq', path: ['definition', 'model', 'class'], value: 'Ridge' } },
        {
          op: 'or',
          clauses: [
            { op: 'gte', path: ['attempts'], value: 2 },
            { op: 'exists', path: ['startedAt'], exists: false },
          ],
        },
        {
          op: 'nor',
          clauses: [
            { op: 'nin', path: ['id'], values: ['a'] },
            { op: 'ne', path: ['endedAt'], value: null },
            { op: 'lt', path: ['createdAt'], value: 9 },
          ],
        },
      ],
    });
  });

  it('takes the fields of a recorder with its own vocabulary', () => {
    expect(parseFilter({ 'metrics.ic': { $gt: 0 }, 'params.a.b': 1, status: 'FINISHED' }, RECORDER_VOCABULARY)).toEqual(
      {
        op: 'and',
        clauses: [
          { op: 'gt', path: ['metrics', 'ic'], value: 0 },
          { op: 'eq', path: ['params', 'a', 'b'], value: 1 },
          { op: 'eq', path: ['status'], value: 'FINISHED' },
        ],
      },
    );
    expect(faultOf({ 'definition.a': 1 }, RECORDER_VOCABULARY).message).toContain(
      'a recorder has no field "definition.a"',
    );
  });

  it('never modifies its argument, shares nothing with it and freezes the result', () => {
    const filter = { id: { $in: ['b', 'a'] }, $and: [{ 'tags.x': { $not: { $gt: -0 } } }] };
    const before = structuredClone(filter);
    const node = parse(filter);
    expect(filter).toEqual(before);
    expect(isDeeplyFrozen(node)).toBe(true);
    expect(Object.isFrozen(filter.id.$in)).toBe(false);
    filter.id.$in.push('c');
    expect(node).toMatchObject({ clauses: [{ values: ['b', 'a'] }, { clauses: [{ clause: { value: 0 } }] }] });
  });

  const $not = (depth: number): object => (depth === 0 ? { $eq: 1 } : { $not: $not(depth - 1) });
  const cyclic: { $and: unknown[] } = { $and: [] };
  cyclic.$and.push(cyclic);

  it.each([
    ['a string', 'done', '', 'Filter: expected an object such as { status: "done" }.'],
    ['a list', [], '', 'Filter: expected an object'],
    ['$where', { $where: 'true' }, '$where', '$where is not offered here. At this place only $and, $or and $nor are.'],
    ['an operator where a field stands', { $gt: 1 }, '$gt', '$gt is not offered here'],
    [
      'an unknown field',
      { stats: 1 },
      'stats',
      'a task has no field "stats" to filter by. There are id, status, priority',
    ],
    ['_id', { _id: 'x' }, '_id', 'a task has no field "_id"'],
    ['a root alone', { tags: 1 }, 'tags', '"tags" is a group; name a key in it, such as tags.name.'],
    ['below a scalar field', { 'status.x': 1 }, 'status.x', 'a task has no field "status.x"'],
    ['an empty part', { 'definition..a': 1 }, 'definition..a', 'has an empty part'],
    ['a part with $', { 'definition.$a': 1 }, 'definition.$a', 'starts with $'],
    ['a NUL character', { 'tags.a\0': 1 }, 'tags.a\0', 'has a part with a NUL character'],
    ['a dot in a tag', { 'tags.a.b': 1 }, 'tags.a.b', 'tags are flat, so only tags.<name> can be filtered'],
    ['undefined', { status: undefined }, 'status', 'is undefined. Leave the key out, or compare with null.'],
    ['a regular expression', { 'tags.a': /x/ }, 'tags.a', 'regular expressions and dates are not offered'],
    ['a regular expression in $in', { 'tags.a': { $in: [/x/] } }, 'tags.a.$in[0]', 'is a regular expression'],
    ['a Date', { createdAt: { $gt: new Date(0) } }, 'createdAt.$gt', 'is a Date (give epoch milliseconds)'],
    ['a list without $in', { 'tags.a': ['x'] }, 'tags.a', 'lists stand only in $in and $nin'],
    ['a list in $in', { 'tags.a': { $in: [['x']] } }, 'tags.a.$in[0]', 'is a list (lists stand only in $in and $nin)'],
    ['a hole in $in', { 'tags.a': { $in: new Array(1) } }, 'tags.a.$in[0]', 'is undefined; expected a string'],
    ['no list in $in', { 'tags.a': { $in: 'x' } }, 'tags.a.$in', 'takes a list of strings'],
    ['a long $in', { 'tags.a': { $in: new Array(10_001).fill(1) } }, 'tags.a.$in', 'lists 10001 values, at most 10000'],
    ['an object as operand', { 'definition.a': { $eq: {} } }, 'definition.a.$eq', 'is a object; expected a string'],
    ['a bigint', { priority: 1n }, 'priority', 'is a bigint; expected a string'],
    ['a function', { 'tags.a': { $eq: () => 1 } }, 'tags.a.$eq', 'is a function; expected'],
    ['NaN', { priority: Number.NaN }, 'priority', 'is NaN; numbers must be finite.'],
    ['infinity', { 'tags.a': { $lt: Number.POSITIVE_INFINITY } }, 'tags.a.$lt', 'is Infinity; numbers must be finite.'],
    ['half a pair', { 'tags.a': '\ud800' }, 'tags.a', 'is a string with half a surrogate pair'],
    ['an empty object', { 'tags.a': {} }, 'tags.a', 'an empty object matches nothing on purpose'],
    ['an unknown operator', { 'tags.a': { $regex: 'x' } }, 'tags.a.$regex', '"$regex" is not offered. Use one of $eq'],
    ['a plain key as operator', { 'definition.a': { b: 1 } }, 'definition.a.b', '"b" is not offered'],
    ['$exists: 1', { 'tags.a': { $exists: 1 } }, 'tags.a.$exists', '$exists takes true or false.'],
    ['$not with a value', { 'tags.a': { $not: 5 } }, 'tags.a.$not', '$not takes operators'],
    ['$not at the top', { $not: { status: 'done' } }, '$not', '$not is not offered here'],
    ['an empty $and', { $and: [] }, '$and', '$and takes a list with at least one filter.'],
    ['$or without a list', { $or: { status: 'done' } }, '$or', '$or takes a list'],
    ['a bad clause', { $or: [{ status: 'done' }, null] }, '$or[1]', 'expected an object'],
    ['a hole among clauses', { $and: new Array(1) }, '$and[0]', 'expected an object'],
    ['a misspelt status', { status: 'runing' }, 'status', 'status is never "runing". It is one of waiting, running'],
    ['a status that is a number', { status: 1 }, 'status', 'status is a string, but 1 is a number.'],
    [
      'a priority that is text',
      { priority: { $gte: '5' } },
      'priority.$gte',
      'priority is a number, but "5" is a string.',
    ],
    ['deep $not', { 'tags.a': $not(40) }, /^tags\.a(\.\$not){32}/, 'nested deeper than 32 levels.'],
    ['a filter that contains itself', cyclic, /^\$and\[0]/, 'nested deeper than 32 levels.'],
    [
      'many conditions',
      { $or: Array.from({ length: 1_001 }, () => ({ priority: 1 })) },
      '$or',
      'more than 1000 conditions',
    ],
    ['a long path', { [`definition${'.a'.repeat(64)}`]: 1 }, /^definition/, 'has more than 64 parts'],
    ['a class instance', new Map(), '', 'expected an object'],
  ])('refuses %s and says where', (_, filter, path, message) => {
    const fault = faultOf(filter);
    if (typeof path === 'string') expect(fault.path).toBe(path);
    else expect(fault.path).toMatch(path);
    expect(fault.message).toContain(message);
  });

  it('lets any status be compared in order, and null with any field', () => {
    expect(parse({ status: { $gt: 'm' } })).toEqual({ op: 'gt', path: ['status'], value: 'm' });
    expect(parse({ endedAt: null })).toEqual({ op: 'eq', path: ['endedAt'], value: null });
  });

  it('gives a frozen tree or an InvalidFilterError for whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withMap: true }),
        (filter) => {
          try {
            expect(isDeeplyFrozen(parse(filter))).toBe(true);
          } catch (error) {
            if (!WindrowError.is(error, 'INVALID_FILTER')) throw error;
          }
        },
      ),
    );
  });
});
