import { KeyMap, WindrowError } from '@windrow/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { average, expectClose, plainAverage, standardised } from '../../../test/averages.js';
import { frameOf, type Row, rowsArbitrary, rowsIn } from '../../../test/frames.js';
import { AverageEnsemble } from './average-ensemble.js';

describe('laws of AverageEnsemble', () => {
  const members = fc.array(rowsArbitrary({ minLength: 1 }), { minLength: 1, maxLength: 5 });
  const ifSound = (run: () => void) => {
    try {
      run();
    } catch (error) {
      if (!WindrowError.is(error, 'ENSEMBLE_DEGENERATE')) throw error;
    }
  };

  test('is the mean of z-scores over the members that have one, outer-joined and sorted, for rows in any order', () => {
    fc.assert(
      fc.property(members, (list) => {
        ifSound(() =>
          expectClose(average(new KeyMap(list.map((rows, key) => [key, frameOf(rows)]))), plainAverage(list)),
        );
      }),
      { numRuns: 300 },
    );
  });

  test('of one model is that model standardised', () => {
    fc.assert(
      fc.property(rowsArbitrary({ minLength: 1 }), (rows) => {
        ifSound(() => expectClose(average({ only: frameOf(rows) }), standardised(rowsIn(frameOf(rows).sort()))));
      }),
    );
  });

  test('does not depend on the order of its input, to the last bit', () => {
    fc.assert(
      fc.property(
        members.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray([...list.keys()], { minLength: list.length })),
        ),
        ([list, order]) => {
          ifSound(() => {
            const inOrder = new AverageEnsemble().reduce(new KeyMap(list.map((rows, key) => [key, frameOf(rows)])));
            const shuffled = new AverageEnsemble().reduce(
              new KeyMap(order.map((key) => [key, frameOf(list[key] as Row[])])),
            );
            expect(shuffled).toEqual(inOrder);
          });
        },
      ),
    );
  });

  test('scaling and shifting a member changes nothing', () => {
    fc.assert(
      fc.property(
        rowsArbitrary({ minLength: 2 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: -100, max: 100 }),
        (rows, scale, shift) => {
          const moved = rows.map(
            ([day, instrument, value]): Row => [day, instrument, (value as number) * scale + shift],
          );
          ifSound(() => expectClose(average({ a: frameOf(moved) }), average({ a: frameOf(rows) })));
        },
      ),
    );
  });

  test.each([1e-300, 1e-200, 1e200, 1e300])('values around %d neither overflow nor vanish', (size) => {
    const rows: Row[] = [
      [1, 'A', size],
      [1, 'B', 2 * size],
      [1, 'C', 6 * size],
    ];
    const plain: Row[] = [
      [1, 'A', 1],
      [1, 'B', 2],
      [1, 'C', 6],
    ];
    expectClose(average({ a: frameOf(rows), b: frameOf(plain) }), average({ a: frameOf(plain) }));
  });
});
