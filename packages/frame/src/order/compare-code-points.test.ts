import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareCodePoints } from './compare-code-points.js';

const codePoints = (text: string): number[] => Array.from(text, (character) => character.codePointAt(0) as number);

function compareLists(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    if (a[at] !== b[at]) return (a[at] as number) - (b[at] as number);
  }
  return a.length - b.length;
}

test('an emoji comes after every character of the basic plane, unlike with <', () => {
  expect(['😀', '｡', 'SH', 'SH600000', ''].sort(compareCodePoints)).toEqual(['', 'SH', 'SH600000', '｡', '😀']);
  expect('😀' < '｡').toBe(true);
});

test('law: the order is that of the lists of code points, broken surrogates included', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'b', '｡', '\ud83d', '\ude00', '\ud83e', '\udd00', '\uffff'),
    maxLength: 6,
  });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareCodePoints(a, b))).toBe(Math.sign(compareLists(codePoints(a), codePoints(b))));
    }),
    { numRuns: 200 },
  );
});
