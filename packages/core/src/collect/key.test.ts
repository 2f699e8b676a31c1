import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareKeys, encodeKey, formatKey, isKey, type Key, requireKey } from './key.js';

const { key } = fc.letrec<{ key: Key }>((tie) => ({
  key: fc.oneof(
    { maxDepth: 3 },
    fc.string({ unit: 'grapheme', maxLength: 3 }),
    fc.integer({ min: -3, max: 3 }),
    fc.array(tie('key'), { maxLength: 3 }),
  ),
}));

describe('the order of keys', () => {
  test('numbers before strings before tuples, element by element, shorter first, strings by code point', () => {
    const ascending: Key[] = [
      -1,
      0,
      2,
      10,
      '',
      '10',
      '9',
      'a',
      'b',
      '｡',
      '😀',
      [],
      [1],
      [1, 5],
      [2],
      ['a'],
      ['a', 'b'],
      [[1]],
    ];
    expect([...ascending].reverse().sort(compareKeys)).toEqual(ascending);
  });

  test('is a total order: antisymmetric, transitive, equal exactly for equal keys (law)', () => {
    fc.assert(
      fc.property(key, key, key, (a, b, c) => {
        const sign = Math.sign(compareKeys(a, b));
        expect(sign + Math.sign(compareKeys(b, a))).toBe(0);
        if (compareKeys(a, b) <= 0 && compareKeys(b, c) <= 0) expect(compareKeys(a, c)).toBeLessThanOrEqual(0);
        expect(sign === 0).toBe(encodeKey(a) === encodeKey(b));
      }),
    );
  });
});

describe('what is a key', () => {
  test.each([[Number.NaN], [Infinity], [undefined], [null], [true], [{}], [['a', undefined]], [new Date(0)], [1n]])(
    '%s is none',
    (value) => {
      expect(isKey(value)).toBe(false);
      expect(() => requireKey(value, 'this map')).toThrowError(
        expect.objectContaining({
          code: 'KEY_INVALID',
          message: expect.stringMatching(/^this map cannot have the key /),
        }),
      );
    },
  );

  test('the message shows the value and what a key is', () => {
    expect(() => requireKey(['a', { x: 1 }], 'the result')).toThrowError(
      /the result cannot have the key \["a", an object \(Object\)\]\. A key is a text, a finite number, or an array of keys/,
    );
  });

  test('is printed as a reader knows it from the reference', () => {
    expect([5, 'lgb', ['lgb'], ['lgb', 5, ['a', 'b']], []].map(formatKey)).toEqual([
      '5',
      "'lgb'",
      "('lgb',)",
      "('lgb', 5, ('a', 'b'))",
      '()',
    ]);
  });
});
