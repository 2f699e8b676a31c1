import { Calendar, GridGen, generateTasks, MultiHorizonGen, RollingGen, type TaskDefinition } from 'windrow';
import type { Rates } from '../data/rates.js';
import { firstUsableDay } from '../data/volatility-data.js';

export const horizons = [5, 22] as const;
export const featureSets = ['own', 'own+market'] as const;
export const ridgeStrengths = [1e-4, 0.05, 0.3] as const;

/** Days of training, counted before the embargo is cut off. */
export const trainDays = 750;
/** Days of each test, and the step between windows. */
export const testDays = 250;

export type RollingType = 'sliding' | 'expanding';

/** The complete days: a day is a step of this calendar. */
export function ratesCalendar(rates: Rates): Calendar {
  return Calendar.fromDates(rates.days, { name: 'fx' });
}

/** The first window of the first model: everything else is generated from it. */
export function template(rates: Rates, calendar: Calendar): TaskDefinition {
  const day = (index: number): string => new Date(calendar.at(index)).toISOString().slice(0, 10);
  const firstTest = firstUsableDay + trainDays;
  return {
    model: { class: 'RidgeModel', kwargs: { alpha: ridgeStrengths[0] } },
    dataset: {
      class: 'FrameDataset',
      kwargs: {
        handler: {
          class: 'FxVolatilityHandler',
          kwargs: { sha256: rates.sha256, features: featureSets[0], horizon: horizons[0] },
        },
        segments: {
          train: [day(firstUsableDay), day(firstTest - 1)],
          test: [day(firstTest), day(firstTest + testDays - 1)],
        },
        scale: 'standard',
      },
    },
    record: [{ class: 'SignalRecord', kwargs: {} }],
  };
}
