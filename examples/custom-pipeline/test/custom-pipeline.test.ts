import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Frame } from 'windrow';
import { forecastWater, type WaterForecast } from '../src/forecast-water.js';
import { type Forecast, mean, medianForecasts, similarDayForecasts } from './independent.js';

let made: WaterForecast;
beforeAll(async () => {
  made = await forecastWater('memory:');
});

const maeOf = (forecasts: readonly Forecast[]): number =>
  mean(forecasts.map(({ value, truth }) => Math.abs(value - truth)));
const zones = ['hill', 'valley'] as const;

describe('a pipeline of which every part is the user’s own', () => {
  it('trains each model of each zone for each month', () => {
    expect(made.tasks).toBe(18);
  });

  it.each(zones)('forecasts of the %s agree with loops over plain lists, value by value', (zone) => {
    const frame = made.forecasts.get([zone]) as Frame;
    const expected = medianForecasts(zone);
    const score = frame.column('score');
    expect(frame.length).toBe(expected.length);
    for (const [row, { district, value }] of expected.entries()) {
      expect(frame.instruments[frame.instrumentCodes[row] as number]).toBe(district);
      expect(score[row]).toBeCloseTo(value, 9);
    }
  });

  it.each(zones)('errors of the %s, model by model and of the median, are the independent ones', (zone) => {
    const of = (step: string, key: readonly unknown[]) =>
      made.scores.find((score) => score.step === step && JSON.stringify(score.key) === JSON.stringify(key))?.metrics
        .MAE;
    for (const days of [5, 15, 40])
      expect(of('rolling', [days, zone])).toBeCloseTo(maeOf(similarDayForecasts(zone, days)), 9);
    expect(of('MedianOfZone', [zone])).toBeCloseTo(maeOf(medianForecasts(zone)), 9);
  });

  it('what the record counted is what one counts', () => {
    const all = zones.flatMap((zone) => [5, 15, 40].flatMap((days) => similarDayForecasts(zone, days)));
    expect(made.districtDays).toBe(all.length);
    expect(made.dryTaps).toBe(all.filter(({ value, truth }) => truth > value * 1.1).length);
  });

  it('the program tells tomorrow’s use by district', async () => {
    const args = ['--import', import.meta.resolve('tsx'), '-C', '@windrow/source', 'src/main.ts', 'memory:'];
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
    });
    expect(stdout).toContain('18 tasks: 3 models × 2 zones × 3 months.');
    for (const district of ['abbey', 'castle', 'docks', 'mills', 'vineyard', 'wharf']) {
      expect(stdout).toMatch(new RegExp(`^ {2}${district} +█+ \\d+\\.\\d$`, 'm'));
    }
  });
});
