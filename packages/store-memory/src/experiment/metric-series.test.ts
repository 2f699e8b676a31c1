import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MetricSeries } from './metric-series.js';

describe('MetricSeries (experiment contract, rule 3)', () => {
  it('keeps one point a step, the last written, by step, in whatever order they come', () => {
    const point = fc.record({ step: fc.integer({ min: -20, max: 60 }), value: fc.double() });
    fc.assert(
      fc.property(fc.array(point, { maxLength: 150 }), (points) => {
        const series = new MetricSeries('loss');
        const expected = new Map<number, number>();
        for (const { step, value } of points) {
          series.set({ key: 'loss', step, value, time: step });
          expected.set(step, value);
        }
        const sorted = [...expected].toSorted(([a], [b]) => a - b);
        expect(series.read({}).map(({ step, value }) => [step, value])).toEqual(sorted);
        const inRange = sorted.filter(([step]) => step >= 0 && step <= 30);
        expect(series.read({ fromStep: 0, toStep: 30 }).map(({ step, value }) => [step, value])).toEqual(inRange);
        if (sorted.length > 0) expect(series.last).toBe(sorted.at(-1)?.[1]);
      }),
    );
  });

  it('stays usable with a million points', () => {
    const series = new MetricSeries('loss');
    for (let step = 0; step < 1_000_000; step += 1) {
      series.set({ key: 'loss', step, value: step === 777_777 ? -1 : step % 100, time: step });
    }
    const thin = series.read({ points: 200 });
    expect(thin.length).toBeLessThanOrEqual(600);
    expect(thin.some(({ value }) => value === -1)).toBe(true);
    expect(series.read({ fromStep: 999_998 })).toHaveLength(2);
  }, 60_000);
});
