import { type MetricPoint, thinSeries } from '@windrow/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../test/temporary-directory.js';
import { SqliteExperimentStore } from './sqlite-experiment-store.js';

describe('a metric series (experiment contract, rule 3)', () => {
  const directory = temporaryDirectory('series');
  let store: SqliteExperimentStore;
  let names = 0;
  beforeAll(async () => {
    store = await SqliteExperimentStore.open({ directory: directory.path });
    const { id } = await store.getOrCreate('e');
    await store.createRecorder(id, { id: 'r', name: 'r', status: 'RUNNING', tags: {}, environment: {} });
  });
  afterAll(async () => {
    await store.close();
    directory.remove();
  });

  async function stored(
    points: readonly Omit<MetricPoint, 'key'>[],
  ): Promise<readonly [string, readonly MetricPoint[]]> {
    names += 1;
    const key = `metric-${names}`;
    const series = points.map((point) => ({ key, ...point }));
    await store.logMetrics('r', series);
    return [key, series];
  }

  it('gives back every double, minus zero and NaN too', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.double(), { minLength: 1, maxLength: 20 }), async (values) => {
        const [key, series] = await stored(values.map((value, step) => ({ step, value, time: 1 })));
        expect(await store.metricSeries('r', key, {})).toEqual(series);
        expect((await store.getRecorder('r'))?.metrics[key]).toBe(values.at(-1));
      }),
      { numRuns: 40, examples: [[[-0]], [[5e-324, Number.NaN]], [[-0.9999999999999999, 1e-16]]] },
    );
  });

  it('is thinned inside the database as the core thins it', async () => {
    const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double());
    await fc.assert(
      fc.asyncProperty(
        fc.array(value, { minLength: 1, maxLength: 120 }),
        fc.integer({ min: 1, max: 30 }),
        async (values, n) => {
          const [key, series] = await stored(values.map((each, i) => ({ step: i * 3 - 50, value: each, time: i })));
          expect(await store.metricSeries('r', key, { points: n })).toEqual(thinSeries(series, n));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of a million points stays usable: thinned, by range, and by its last value', async () => {
    const count = 1_000_000;
    const batch = 50_000;
    for (let from = 0; from < count; from += batch) {
      const points = Array.from({ length: batch }, (_, i) => ({
        key: 'long',
        step: from + i,
        value: from + i === 654_321 ? 1e9 : Math.sin((from + i) / 1_000),
        time: from + i,
      }));
      await store.logMetrics('r', points);
    }
    const thinned = await store.metricSeries('r', 'long', { points: 500 });
    expect(thinned.length).toBeLessThanOrEqual(1_500);
    expect(thinned.map(({ step }) => step)).toContain(654_321);
    expect(thinned.at(-1)?.step).toBe(count - 1);
    expect(await store.metricSeries('r', 'long', { fromStep: 500_000, toStep: 500_009 })).toHaveLength(10);
    expect((await store.getRecorder('r'))?.metrics['long']).toBe(Math.sin((count - 1) / 1_000));
    await store.purgeRecorder('r');
    expect(await store.getRecorder('r')).toBeUndefined();
  }, 240_000);
});
