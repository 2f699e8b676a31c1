import { type MetricPoint, thinSeries } from '@windrow/core';
import { expect, it } from 'vitest';
import { type ExperimentStoreRule, experimentStoreRule } from './bench.js';

export const metricPoints: ExperimentStoreRule = experimentStoreRule(
  'rule 3: a metric point is identified by (recorder, key, step)',
  (bench) => {
    const point = (step: number, value: number, key: string = 'loss'): MetricPoint => ({
      key,
      step,
      value,
      time: 1_000 + step,
    });

    it('lets the last write of a step win, with its time', async () => {
      const { id } = await bench.recorder();
      await bench.store.logMetrics(id, [point(0, 1), point(1, 2)]);
      await bench.store.logMetrics(id, [{ key: 'loss', step: 1, value: 3, time: 9_999 }]);
      await bench.store.logMetrics(id, [point(2, 7), { key: 'loss', step: 2, value: 8, time: 5 }]);
      expect(await bench.store.metricSeries(id, 'loss', {})).toEqual([
        point(0, 1),
        { key: 'loss', step: 1, value: 3, time: 9_999 },
        { key: 'loss', step: 2, value: 8, time: 5 },
      ]);
      expect((await bench.read(id)).metrics).toEqual({ loss: 8 });
    });

    it('lets the last write of a step win whatever its time, or by its time where the store says so', async () => {
      const { id } = await bench.recorder();
      const [later, earlier] = [
        { key: 'loss', step: 0, value: 1, time: 100 },
        { key: 'loss', step: 0, value: 2, time: 50 },
      ];
      await bench.store.logMetrics(id, [later]);
      await bench.store.logMetrics(id, [earlier]);
      const kept = bench.lacks('rewrite-order') ? later : earlier;
      expect(await bench.store.metricSeries(id, 'loss', {})).toEqual([kept]);
      expect((await bench.read(id)).metrics).toEqual({ loss: kept.value });
    });

    it('shows of each metric the value at its highest step', async () => {
      const { id } = await bench.recorder();
      await bench.store.logMetrics(id, [point(5, 50), point(3, 30), point(0, -1, 'ic'), point(-2, 9, 'ic')]);
      await bench.store.logMetrics(id, [point(4, 40)]);
      expect((await bench.read(id)).metrics).toEqual({ loss: 50, ic: -1 });
      expect((await bench.store.metricSeries(id, 'loss', {})).map(({ step }) => step)).toEqual([3, 4, 5]);
      expect((await bench.store.metricSeries(id, 'ic', {})).map(({ step }) => step)).toEqual([-2, 0]);
      expect(await bench.store.metricSeries(id, 'unknown', {})).toEqual([]);
    });

    it('keeps what is not a finite number', async () => {
      const { id } = await bench.recorder();
      const values = [Number.NaN, Infinity, -Infinity, 1e308, 5e-324, 0.1 + 0.2];
      await bench.store.logMetrics(
        id,
        values.map((value, step) => point(step, value)),
      );
      await bench.store.logMetrics(id, [point(0, Number.NaN, 'nan'), point(0, -Infinity, 'low')]);
      expect((await bench.store.metricSeries(id, 'loss', {})).map(({ value }) => value)).toEqual(values);
      expect((await bench.read(id)).metrics).toEqual({ loss: 0.1 + 0.2, nan: Number.NaN, low: -Infinity });
    });

    it('appends in batches from several writers, by step', async () => {
      const { id } = await bench.recorder();
      const other = await bench.open();
      await Promise.all(
        [3, 0, 2, 1].map(async (part) =>
          (part % 2 === 0 ? bench.store : other).logMetrics(
            id,
            Array.from({ length: 250 }, (_, i) => point(part * 250 + i, i)),
          ),
        ),
      );
      const series = await bench.store.metricSeries(id, 'loss', {});
      expect(series.map(({ step }) => step)).toEqual(Array.from({ length: 1_000 }, (_, i) => i));
      expect((await bench.read(id)).metrics['loss']).toBe(249);
    });

    it('takes a batch that is new in part: of a step written before the later value stays, even written again', async () => {
      const { id } = await bench.recorder();
      const batch = (from: number, value: number) => Array.from({ length: 100 }, (_, i) => point(from + i, value));
      await bench.store.logMetrics(id, batch(0, 1));
      await bench.store.logMetrics(id, batch(50, 2));
      await bench.store.logMetrics(id, batch(50, 2));
      const series = await bench.store.metricSeries(id, 'loss', {});
      expect(series).toEqual([...batch(0, 1).slice(0, 50), ...batch(50, 2)]);
    });

    it('reads a range', async () => {
      const { id } = await bench.recorder();
      await bench.store.logMetrics(
        id,
        Array.from({ length: 50 }, (_, step) => point(step * 2, step)),
      );
      const steps = async (query: { fromStep?: number; toStep?: number }) =>
        (await bench.store.metricSeries(id, 'loss', query)).map(({ step }) => step);
      expect(await steps({ fromStep: 90 })).toEqual([90, 92, 94, 96, 98]);
      expect(await steps({ toStep: 4 })).toEqual([0, 2, 4]);
      expect(await steps({ fromStep: 41, toStep: 47 })).toEqual([42, 44, 46]);
      expect(await steps({ fromStep: 200 })).toEqual([]);
    });

    it('thins a long series to its minima, maxima and last values', async () => {
      const { id } = await bench.recorder();
      const all = Array.from({ length: 6_000 }, (_, step) =>
        point(step, Math.sin(step / 100) + (step === 3_333 ? 9 : 0)),
      );
      await bench.store.logMetrics(id, all);
      const thinned = await bench.store.metricSeries(id, 'loss', { points: 40 });
      expect(thinned.length).toBeGreaterThanOrEqual(40);
      expect(thinned.length).toBeLessThanOrEqual(3 * 41);
      const steps = thinned.map(({ step }) => step);
      expect(steps).toEqual([...new Set(steps)].toSorted((a, b) => a - b));
      for (const { step, ...given } of thinned) expect({ ...given, step }).toEqual(all[step]);
      expect(steps).toContain(3_333);
      expect(steps.at(-1)).toBe(5_999);
      const lowest = all.reduce((least, each) => (each.value < least.value ? each : least));
      expect(steps).toContain(lowest.step);
      expect(await bench.store.metricSeries(id, 'loss', { fromStep: 10, toStep: 14, points: 40 })).toEqual(
        all.slice(10, 15),
      );
    }, 30_000);

    it('thins a range of steps as the core thins it, wherever the range begins and ends', async () => {
      const { id } = await bench.recorder();
      const all = Array.from({ length: 2_000 }, (_, i) => point(i * 2 - 900, ((i * 7_919) % 1_009) - 500));
      await bench.store.logMetrics(id, all);
      for (const [fromStep, toStep] of [
        [-900, 3_098],
        [-5_000, -601],
        [511, 1_025],
        [700, 701],
        [5_000, 6_000],
      ] as const) {
        const range = all.filter(({ step }) => step >= fromStep && step <= toStep);
        const read = await bench.store.metricSeries(id, 'loss', { fromStep, toStep, points: 7 });
        expect(read, `${fromStep} to ${toStep}`).toEqual(thinSeries(range, 7));
      }
    }, 30_000);

    it('takes an empty batch', async () => {
      const { id } = await bench.recorder();
      await bench.store.logMetrics(id, []);
      expect((await bench.read(id)).metrics).toEqual({});
    });
  },
);
