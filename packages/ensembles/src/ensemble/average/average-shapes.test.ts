import { compareKeys, type Key, KeyMap } from '@windrow/core';
import { Frame } from '@windrow/frame';
import { describe, expect, test } from 'vitest';
import { average, expectClose, plainAverage } from '../../../test/averages.js';
import { dayMs, frameOf, type Row, rowsIn } from '../../../test/frames.js';
import { AverageEnsemble } from './average-ensemble.js';

describe('shapes', () => {
  test('many more instruments than a day has rows', () => {
    const instruments = Array.from({ length: 1500 }, (_, k) => `i${String(k).padStart(4, '0')}`);
    const rows = (seed: number): Row[] =>
      Array.from({ length: 90 }, (_, k) => [
        k % 30,
        instruments[(k * 997 + seed * 31) % 1500] as string,
        (k * 37 + seed) % 11,
      ]);
    const lists = [rows(1), rows(2), rows(3)];
    const wide = frameOf([[99, instruments[0] as string, 1], ...instruments.map((name, k): Row => [100, name, k])]);
    const members = new KeyMap<Frame>([...lists.map((list, key) => [key, frameOf(list)] as const), [9, wide]]);
    expectClose(average(members), plainAverage([...lists, rowsIn(wide)]));
  });

  test('unsorted members of many rows are gone through in several ranges of days', () => {
    const rows = (seed: number): Row[] =>
      Array.from({ length: 60_000 }, (_, k): Row => {
        const at = (k * 7919) % 60_000;
        return [Math.floor(at / 200), `i${String(at % 200).padStart(3, '0')}`, ((at * seed) % 1009) / 7];
      });
    const lists = Array.from({ length: 6 }, (_, k) => rows(k + 3));
    const members = new KeyMap(lists.map((list, key) => [key, quickFrame(list)] as const));
    const sorted = new KeyMap([...members].map(([key, frame]) => [key, frame.sort()] as const));
    const [found, wanted] = [members, sorted].map((given) => new AverageEnsemble().reduce(given)) as [Frame, Frame];
    expect(found.instrumentCodes).toEqual(wanted.instrumentCodes);
    const distances = found
      .column('score')
      .map((value, row) => Math.abs(value - (wanted.column('score')[row] as number)));
    expect(distances.reduce((most, distance) => Math.max(most, distance), 0)).toBeLessThan(1e-12);
  });

  test('the result is on shared memory exactly when all members are', () => {
    const frame = frameOf([
      [1, 'A', 1],
      [1, 'B', 2],
    ]);
    const other = frameOf([
      [1, 'A', 1],
      [2, 'B', 2],
    ]);
    expect(
      new AverageEnsemble({ coverage: true }).reduce({ a: frame.shared(), b: other.shared() }).toTransfer()
        .transferList,
    ).toEqual([]);
    expect(new AverageEnsemble().reduce({ a: frame.shared(), b: other }).column('score').buffer).toBeInstanceOf(
      ArrayBuffer,
    );
  });

  test('members are ordered by key for the sum, whatever kind of key', () => {
    const keys: Key[] = [['b'], 'b', 2];
    const report = new AverageEnsemble({ standardize: false }).reduceWithReport(
      new KeyMap(keys.map((key) => [key, frameOf([[1, 'A', 1]])])),
    ).report;
    expect(report.members.map(({ key }) => key)).toEqual(keys.toSorted(compareKeys));
  });
});

/** As frameOf, for many rows. */
function quickFrame(rows: readonly Row[]): Frame {
  const instruments = Array.from({ length: 200 }, (_, k) => `i${String(k).padStart(3, '0')}`);
  return Frame.fromParts({
    times: Float64Array.from({ length: 300 }, (_, day) => day * dayMs),
    timeCodes: Int32Array.from(rows, ([day]) => day),
    instruments,
    instrumentCodes: Int32Array.from(rows, ([, name]) => Number(name.slice(1))),
    columns: { score: Float64Array.from(rows, (row) => row[2] as number) },
  });
}
