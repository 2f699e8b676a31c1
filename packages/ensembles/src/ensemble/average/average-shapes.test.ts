import { compareKeys, type Key, KeyMap } from '@windrow/core';
import { Frame, type FrameParts } from '@windrow/frame';
import { describe, expect, test } from 'vitest';
import { average, expectClose, plainAverage } from '../../../test/averages.js';
import { dayMs, frameOf, type Row, rowsIn } from '../../../test/frames.js';
import { AverageEnsemble } from './average-ensemble.js';

describe('shapes', { timeout: 30_000 }, () => {
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

  test.each([
    ['one after the other where keys are dense', 200],
    ['several ranges of days at a time where keys are sparse', 1000],
  ])('unsorted members are gone through %s', (_, instruments) => {
    const members = new KeyMap(Array.from({ length: 6 }, (_, key) => [key, manyRows(instruments, key + 3)] as const));
    const sorted = new KeyMap(Array.from(members, ([key, frame]) => [key, frame.sort()] as const));
    const [found, wanted] = [members, sorted].map((given) => new AverageEnsemble({ coverage: true }).reduce(given)) as [
      Frame,
      Frame,
    ];
    expect(Buffer.compare(bytesOf(found.instrumentCodes), bytesOf(wanted.instrumentCodes))).toBe(0);
    expect(Buffer.compare(bytesOf(found.timeCodes), bytesOf(wanted.timeCodes))).toBe(0);
    expect(Buffer.compare(bytesOf(found.column('coverage')), bytesOf(wanted.column('coverage')))).toBe(0);
    const scores = wanted.column('score');
    let furthest = 0;
    found.column('score').forEach((score, row) => {
      furthest = Math.max(furthest, Math.abs(score - (scores[row] as number)));
    });
    expect(furthest).toBeLessThan(1e-12);
  });

  test('a dense unsorted member is told to have a row twice, or an infinity, as well', () => {
    const good = manyRows(200, 1);
    const changed = (changes: Partial<FrameParts>): Frame => Frame.fromParts({ ...good.toTransfer().data, ...changes });
    const infinite = good.column('score').map((score, row) => (row === 77 ? Number.POSITIVE_INFINITY : score));
    expect(() => new AverageEnsemble().reduce({ good, bad: changed({ columns: { score: infinite } }) })).toThrowError(
      expect.objectContaining({ code: 'MEMBER_VALUE_INFINITE', member: "'bad'" }),
    );
    const timeCodes = good.timeCodes.slice();
    const instrumentCodes = good.instrumentCodes.slice();
    timeCodes[9] = timeCodes[8] as number;
    instrumentCodes[9] = instrumentCodes[8] as number;
    expect(() => new AverageEnsemble().reduce({ good, bad: changed({ timeCodes, instrumentCodes }) })).toThrowError(
      expect.objectContaining({ code: 'MEMBER_ROWS_DUPLICATE', member: "'bad'" }),
    );
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

/** 60,000 rows in no order on 300 days of so many instruments, 200 of them on each day. */
function manyRows(instruments: number, seed: number): Frame {
  const rows = 60_000;
  const at = Int32Array.from({ length: rows }, (_, k) => (k * 7919) % rows);
  return Frame.fromParts({
    times: Float64Array.from({ length: 300 }, (_, day) => day * dayMs),
    timeCodes: at.map((place) => Math.floor(place / 200)),
    instruments: Array.from({ length: instruments }, (_, k) => `i${String(k).padStart(4, '0')}`),
    instrumentCodes: at.map((place) => ((place % 200) * (instruments / 200) + seed) % instruments),
    columns: { score: Float64Array.from(at, (place) => ((place * seed) % 1009) / 7) },
  });
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array | Float64Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
