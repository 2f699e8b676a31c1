import { compareCodePoints, type Frame } from '@windrow/frame';
import { expect } from 'vitest';
import { AverageEnsemble, type AverageEnsembleOptions, type NestedMembers } from '../src/index.js';
import type { Row } from './frames.js';
import { rowsIn } from './frames.js';

/** The rows that AverageEnsemble makes of members. */
export const average = (members: NestedMembers<Frame>, options: AverageEnsembleOptions = {}): Row[] =>
  rowsIn(new AverageEnsemble(options).reduce(members));
export const none: number = Number.NaN;
/** The z-score of the greater of two values. */
export const z: number = 1 / Math.sqrt(2);

/** One member standardised by the plain formula. */
export function standardised(rows: readonly Row[]): Row[] {
  const byDay = new Map<number, number[]>();
  for (const [day, , value] of rows) {
    const values = byDay.get(day) ?? [];
    if (!Number.isNaN(value)) values.push(value as number);
    byDay.set(day, values);
  }
  return rows.map(([day, instrument, value]) => {
    const values = byDay.get(day) ?? [];
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const std = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1));
    if (Number.isNaN(value)) return [day, instrument, none];
    return [day, instrument, values.length < 2 || std <= 1e-12 * Math.abs(mean) ? 0 : ((value as number) - mean) / std];
  });
}

/** The rule in the plainest words. */
export function plainAverage(members: readonly (readonly Row[])[]): Row[] {
  const cells = new Map<string, [number, string, number[]]>();
  for (const rows of members) {
    for (const [day, instrument, value] of standardised(rows)) {
      const cell = cells.get(`${day}/${instrument}`) ?? [day, instrument, []];
      if (!Number.isNaN(value)) cell[2].push(value as number);
      cells.set(`${day}/${instrument}`, cell);
    }
  }
  return [...cells.values()]
    .map(([day, instrument, values]): Row => [day, instrument, values.reduce((sum, x) => sum + x, 0) / values.length])
    .sort((a, b) => a[0] - b[0] || compareCodePoints(a[1], b[1]));
}

/** Equal to 1e-12. */
export function expectClose(actual: readonly Row[], expected: readonly Row[]): void {
  expect(actual.map(([day, instrument]) => [day, instrument])).toEqual(
    expected.map(([day, instrument]) => [day, instrument]),
  );
  actual.forEach(([, , value], place) => {
    const wanted = expected[place]?.[2] as number;
    if (Number.isNaN(wanted)) expect(value).toBeNaN();
    else expect(Math.abs((value as number) - wanted)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(wanted)));
  });
}
