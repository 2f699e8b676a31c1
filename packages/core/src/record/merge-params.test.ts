import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../task/definition.js';
import { mergeParams } from './merge-params.js';

const params = fc.dictionary(
  fc.string({ maxLength: 4 }),
  fc.oneof(fc.integer(), fc.string(), fc.dictionary(fc.string({ maxLength: 3 }), fc.integer())),
) as fc.Arbitrary<JsonObject>;

describe('mergeParams (experiment contract, rule 2)', () => {
  it('merges nested params, and takes the same value again', () => {
    const stored = { model: { class: 'Ridge', kwargs: { alpha: 1 } } };
    const merged = mergeParams('r', stored, { model: { kwargs: { alpha: 1, beta: [1, 2] } }, seed: 7 });
    expect(merged).toEqual({ model: { class: 'Ridge', kwargs: { alpha: 1, beta: [1, 2] } }, seed: 7 });
    expect(stored).toEqual({ model: { class: 'Ridge', kwargs: { alpha: 1 } } });
  });

  it.each([
    ['another value', { a: { b: 2 } }],
    ['a list where a number was', { a: { b: [1] } }],
    ['an object where a number was', { a: { b: {} } }],
    ['a number where an object was', { a: 1 }],
  ])('refuses %s', (_, added) => {
    expect(() => mergeParams('r1', { a: { b: 1 } }, added)).toThrow(/Param a/);
  });

  it('compares lists whatever the order of the keys inside', () => {
    const stored = { grid: [{ a: 1, b: 2 }] };
    expect(mergeParams('r', stored, { grid: [{ b: 2, a: 1 }] })).toBe(stored);
  });

  it('reaches no prototype', () => {
    const hostile = JSON.parse('{"__proto__":{"polluted":1}}') as JsonObject;
    const merged = mergeParams('r', {}, hostile);
    expect(Object.keys(merged)).toEqual(['__proto__']);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('gives the first argument back when nothing is new', () => {
    fc.assert(
      fc.property(params, (value) => {
        expect(mergeParams('r', value, structuredClone(value))).toBe(value);
      }),
    );
  });
});
