import {
  assertNoLeakage,
  Calendar,
  GridGen,
  generateTasks,
  MultiHorizonGen,
  RollingGen,
  type RollType,
  type TaskDefinition,
} from 'windrow';
import type { Rates } from '../data/rates.js';
import { firstUsableDay } from '../data/volatility-data.js';

export const horizons = [5, 22] as const;
export const featureSets = ['own', 'own+market'] as const;
export const ridgeStrengths = [1e-4, 0.05, 0.3] as const;

/** Days of training, counted before the embargo is cut off. */
export const trainDays = 750;
/** Days of each test, and the step between windows. */
export const testDays = 250;

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
          // Open: roll on to the calendar's end.
          test: [day(firstTest), null],
        },
        scale: 'standard',
      },
    },
    record: [{ class: 'SignalRecord', kwargs: {} }],
  };
}

/**
 * Every task of the run: horizons × (feature sets × ridge strengths) × windows. Train ends h + 1 days before each test's first
 * day, so no training label reads the price of that day, and each task is checked for it.
 *
 * @throws LeakageError were it not so
 */
export function fxTasks(rates: Rates, type: RollType = 'sliding'): readonly TaskDefinition[] {
  const calendar = ratesCalendar(rates);
  const tasks = generateTasks(template(rates, calendar), [
    new MultiHorizonGen({
      calendar,
      horizons,
      labelLeak: 1,
      set: { 'dataset.kwargs.handler.kwargs.horizon': '{horizon}' },
    }),
    new GridGen({
      'dataset.kwargs.handler.kwargs.features': featureSets,
      'model.kwargs.alpha': ridgeStrengths,
    }),
    new RollingGen({ calendar, step: testDays, type }),
  ]);
  for (const task of tasks) assertNoLeakage(task, { labelHorizon: taskKey(task).horizon, calendar });
  return tasks;
}

export interface TaskKey {
  readonly horizon: number;
  readonly features: string;
  readonly alpha: number;
  /** First day of the test. */
  readonly window: string;
}

/** What a task is collected under. */
export function taskKey(task: TaskDefinition): TaskKey {
  const { model, dataset } = task as unknown as {
    readonly model: { readonly kwargs: { readonly alpha: number } };
    readonly dataset: {
      readonly kwargs: {
        readonly handler: { readonly kwargs: { readonly features: string; readonly horizon: number } };
        readonly segments: { readonly test: readonly [string, string] };
      };
    };
  };
  const { features, horizon } = dataset.kwargs.handler.kwargs;
  return { horizon, features, alpha: model.kwargs.alpha, window: dataset.kwargs.segments.test[0] };
}
