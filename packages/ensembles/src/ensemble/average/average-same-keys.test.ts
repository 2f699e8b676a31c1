import { KeyMap } from '@windrow/core';
import { Frame } from '@windrow/frame';
import { describe, expect, test } from 'vitest';
import { average, expectClose, plainAverage } from '../../../test/averages.js';
import { dayMs, frameOf, type Row, rowsIn } from '../../../test/frames.js';
import { AverageEnsemble } from './average-ensemble.js';

/** Days of 1, 2, 3, … rows. */
function rowsOf(days: number, seed: number): Row[] {
  return Array.from({ length: days }, (_, day) =>
    Array.from({ length: day + 1 }, (__, k): Row => [day, `i${100 + k}`, Math.sin(seed + 31 * day + 7 * k)]),
  ).flat();
}

/** More codes than are compared at a time. */
const rows = 40_000;

function longFrame(change: (codes: Int32Array) => void, seed: number): Frame {
  const instrumentCodes = Int32Array.from({ length: rows }, (_, row) => row % 400);
  change(instrumentCodes);
  return Frame.fromParts({
    times: Float64Array.from({ length: rows / 400 }, (_, day) => day * dayMs),
    timeCodes: Int32Array.from({ length: rows }, (_, row) => Math.floor(row / 400)),
    instruments: Array.from({ length: 401 }, (_, k) => `i${1000 + k}`),
    instrumentCodes,
    columns: { score: Float64Array.from({ length: rows }, (_, row) => Math.sin(row * seed)) },
  });
}

describe('members of the same keys', () => {
  test.each([1, 2, 4, 5, 6, 9, 10, 11])('%d of them give the mean of their z-scores', (count) => {
    const lists = Array.from({ length: count }, (_, key) => rowsOf(12, key));
    expectClose(average(new KeyMap(lists.map((list, key) => [key, frameOf(list)]))), plainAverage(lists));
  });

  test.each([3, 7])('%d of them with weights give Σ wᵢxᵢ / Σ wᵢ', (count) => {
    const lists = Array.from({ length: count }, (_, key) => rowsOf(4, key));
    const weights = new KeyMap(lists.map((_, key) => [key, key] as const));
    const mean = (place: number): number =>
      lists.reduce((sum, list, key) => sum + key * (list[place]?.[2] as number), 0) / ((count * (count - 1)) / 2);
    expectClose(
      average(new KeyMap(lists.map((list, key) => [key, frameOf(list)])), { standardize: false, weights }),
      (lists[0] as Row[]).map(([day, instrument], place): Row => [day, instrument, mean(place)]),
    );
  });

  test('a single other key, in the last row of many, is seen', () => {
    const members = {
      a: longFrame(() => undefined, 1),
      b: longFrame(() => undefined, 2),
      c: longFrame((codes) => {
        codes[rows - 1] = 400;
      }, 3),
    };
    const { frame, report } = new AverageEnsemble().reduceWithReport(members);
    expect(frame.length).toBe(rows + 1);
    expect(report.rowsByCoverage).toEqual([0, 1, 1, rows - 1]);
    expect(rowsIn(frame).at(-1)?.[1]).toBe('i1400');
  });
});
