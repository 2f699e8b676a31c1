import { compareKeys, type Key, KeyMap } from '@windrow/core';
import { compareCodePoints, Frame } from '@windrow/frame';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayMs, frameOf, type Row, repeatedRowsArbitrary, rowsArbitrary, rowsIn } from '../../../test/frames.js';
import { RollingEnsemble } from './rolling-ensemble.js';

const roll = (members: Record<string, Frame> | ReadonlyMap<Key, Frame>) => new RollingEnsemble().reduce(members);

/** The rule in the plainest words: later windows overwrite, then sort. */
function plainRoll(members: readonly (readonly [Key, readonly Row[]])[]): Row[] {
  const first = (rows: readonly Row[]) => Math.min(...rows.map(([day]) => day));
  const order = members
    .filter(([, rows]) => rows.length > 0)
    .toSorted(([a, rowsA], [b, rowsB]) => first(rowsA) - first(rowsB) || compareKeys(a, b));
  const cells = new Map<string, Row>();
  for (const [, rows] of order) for (const row of rows) cells.set(`${row[0]}/${row[1]}`, row);
  return [...cells.values()].sort((a, b) => a[0] - b[0] || compareCodePoints(a[1], b[1]));
}

describe('what RollingEnsemble does', () => {
  test('windows in any order become one sorted frame; a later window wins, also with NaN', () => {
    const early = frameOf([
      [1, 'A', 1],
      [1, 'B', 2],
      [2, 'A', 3],
      [2, 'B', 4],
    ]);
    const late = frameOf([
      [2, 'A', Number.NaN],
      [3, 'A', 6],
    ]);
    const frame = roll({ early: late, late: early });
    expect(rowsIn(frame)).toEqual([
      [1, 'A', 1],
      [1, 'B', 2],
      [2, 'A', Number.NaN],
      [2, 'B', 4],
      [3, 'A', 6],
    ]);
    expect(frame.validate().isSorted() && frame.isUnique()).toBe(true);
  });

  test('windows of one first day are ordered by key, numbers before strings before tuples, whatever the map says', () => {
    const window = (value: number) => frameOf([[1, 'A', value]]);
    const keys: Key[] = [['z'], 'z', 10, 9];
    const members = new KeyMap(keys.map((key, place) => [key, window(place)] as const));
    expect(rowsIn(roll(members))).toEqual([[1, 'A', 0]]);
    members.delete(['z']);
    expect(rowsIn(roll(members))).toEqual([[1, 'A', 1]]);
    members.delete('z');
    expect(rowsIn(roll(members))).toEqual([[1, 'A', 2]]);
  });

  test('the first day is that of the rows, not of the dictionary', () => {
    const times = Float64Array.from([0, 1, 2], (day) => day * dayMs);
    const part = (code: number, value: number) =>
      Frame.fromParts({
        times,
        timeCodes: Int32Array.of(code, 2),
        instruments: ['A'],
        instrumentCodes: Int32Array.of(0, 0),
        columns: { score: Float64Array.of(value, value) },
      });
    expect(rowsIn(roll({ a: part(1, 10), b: part(0, 20) }))).toEqual([
      [0, 'A', 20],
      [1, 'A', 10],
      [2, 'A', 10],
    ]);
  });

  test('the columns of all windows are brought into the order of the first one', () => {
    const frame = roll({ a: frameOf([[1, 'A', 1, 2]], ['x', 'y']), b: frameOf([[2, 'A', 4, 3]], ['y', 'x']) });
    expect(frame.columnNames).toEqual(['x', 'y']);
    expect(rowsIn(frame)).toEqual([
      [1, 'A', 1, 2],
      [2, 'A', 3, 4],
    ]);
  });

  test('windows without rows are left out before they are ordered, also with other columns', () => {
    const empty = frameOf([], ['other']);
    expect(rowsIn(roll({ z: empty, a: frameOf([[1, 'A', 1]]) }))).toEqual([[1, 'A', 1]]);
  });

  test('windows of one row each', () => {
    const windows = { a: frameOf([[2, 'A', 1]]), b: frameOf([[1, 'A', 2]]), c: frameOf([[2, 'A', 3]]) };
    expect(rowsIn(new RollingEnsemble().reduce(windows))).toEqual([
      [1, 'A', 2],
      [2, 'A', 3],
    ]);
  });

  test('one window that is sorted is passed on as it is, without a copy', () => {
    const window = frameOf([
      [1, 'A', 1],
      [1, 'B', 2],
    ]);
    expect(roll({ a: window }).column('score')).toBe(window.column('score'));
  });

  test('the result is on shared memory exactly when all windows are', () => {
    const windows = [frameOf([[1, 'A', 1]]), frameOf([[2, 'B', 1]])].map((frame) => frame.shared());
    expect(roll(new KeyMap(windows.entries())).toTransfer().transferList).toEqual([]);
    expect(roll({ a: windows[0] as Frame, b: frameOf([[3, 'A', 1]]) }).column('score').buffer).toBeInstanceOf(
      ArrayBuffer,
    );
  });

  test('sparse keys in any order, which no grid would hold, are sorted all the same', () => {
    const rows = Array.from(
      { length: 300 },
      (_, k): Row => [(k * 7919) % 300, `i${String((k * 104_729) % 300).padStart(3, '0')}`, k],
    );
    const withRepeat: Row[] = [...rows, [0, 'i000', -1]];
    expect(rowsIn(roll({ a: frameOf(withRepeat) }))).toEqual(plainRoll([['a', withRepeat]]));
  });
});

describe('laws of RollingEnsemble', () => {
  const members = fc.uniqueArray(
    fc.tuple(fc.constantFrom<Key>(1, 2, 'a', 'b', ['a'], ['a', 1], ['b']), repeatedRowsArbitrary),
    {
      selector: ([key]) => JSON.stringify(key),
      minLength: 1,
      maxLength: 5,
    },
  );

  test('is what overwriting in order and sorting gives, bit for bit, sorted and unique', () => {
    fc.assert(
      fc.property(members, (windows) => {
        fc.pre(windows.some(([, rows]) => rows.length > 0));
        const frame = roll(new KeyMap(windows.map(([key, rows]) => [key, frameOf(rows)])));
        expect(rowsIn(frame)).toEqual(plainRoll(windows));
        const unpromised = frameOf(rowsIn(frame));
        expect([unpromised.isSorted(), unpromised.isUnique()]).toEqual([true, true]);
        frame.validate();
      }),
      { numRuns: 300 },
    );
  });

  test('does not depend on the order of its input', () => {
    fc.assert(
      fc.property(
        members.chain((windows) =>
          fc.tuple(fc.constant(windows), fc.shuffledSubarray(windows, { minLength: windows.length })),
        ),
        ([windows, shuffled]) => {
          fc.pre(windows.some(([, rows]) => rows.length > 0));
          const run = (given: typeof windows) => roll(new KeyMap(given.map(([key, rows]) => [key, frameOf(rows)])));
          expect(run(shuffled)).toEqual(run(windows));
        },
      ),
    );
  });

  test('splitting a frame into windows and joining them is the identity', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 4 });
    fc.assert(
      fc.property(rowsArbitrary({ minLength: 1 }), cuts, (rows, ends) => {
        const bounds = [0, ...ends.toSorted((a, b) => a - b), 10];
        const windows = bounds
          .slice(1)
          .map((end, place) => rows.filter(([day]) => day >= (bounds[place] as number) && day < end));
        const joined = roll(new KeyMap(windows.map((part, place) => [place, frameOf(part)])));
        expect(rowsIn(joined)).toEqual(rowsIn(frameOf(rows).sort()));
      }),
    );
  });
});
