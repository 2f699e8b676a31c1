import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endOfRun, lowerBound } from './search.js';

describe('searching ascending codes', () => {
  const ascending = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 40 })), { minLength: 1, maxLength: 9 })
    .map((runs) => {
      let code = 0;
      return Int32Array.from(
        runs.flatMap(([step, length]) => {
          code += step;
          return Array.from({ length }, () => code);
        }),
      );
    });

  test('law: the lower bound is the first place from there on whose code is at least that', () => {
    fc.assert(
      fc.property(ascending, fc.nat({ max: 30 }), fc.nat({ max: 400 }), (codes, code, from) => {
        fc.pre(from <= codes.length);
        const found = codes.findIndex((each, place) => place >= from && each >= code);
        expect(lowerBound(codes, code, from)).toBe(found < 0 ? codes.length : found);
      }),
    );
  });

  test('law: the end of a run is the same whatever was guessed', () => {
    fc.assert(
      fc.property(ascending, fc.nat({ max: 400 }), fc.nat({ max: 500 }), (codes, from, guess) => {
        fc.pre(from < codes.length);
        const found = codes.findIndex((each, place) => place > from && each !== codes[from]);
        expect(endOfRun(codes, from, guess)).toBe(found < 0 ? codes.length : found);
      }),
      { numRuns: 1000 },
    );
  });
});
