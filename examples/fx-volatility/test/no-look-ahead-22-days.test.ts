import type { Frame } from '@windrow/frame';
import { describe, expect, it } from 'vitest';
import { readRates } from '../src/data/rates.js';
import { fxTasks, taskKey } from '../src/flow/definitions.js';
import { forecasts } from './support/forecasts.js';
import { changedForecasts, daysToTry } from './support/look-ahead.js';

const horizon = 22;

describe(`no number depends on data after its date, ${horizon} days ahead`, () => {
  it('keeps every forecast made on or before D, bit for bit, when all prices after D are replaced', async () => {
    const rates = await readRates();
    // The ridge strength touches no data, so one of the three is enough; both feature sets run.
    const tasks = fxTasks(rates).filter((task) => taskKey(task).horizon === horizon && taskKey(task).alpha === 0.05);
    const frames = await forecasts(rates, tasks);
    const truth = new Map(tasks.map((task, i) => [task, frames[i] as Frame]));
    const days = daysToTry(rates, tasks, horizon);
    expect(days.length).toBeGreaterThan(60);
    for (const day of days) {
      const changed = await changedForecasts(rates, tasks, day, { truth });
      expect(changed.map(taskKey), `prices after ${new Date(day).toISOString()} replaced`).toEqual([]);
    }
  }, 240_000);
});
