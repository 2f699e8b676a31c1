import {
  Calendar,
  GridGen,
  iterateTasks,
  type LeakageOptions,
  MultiHorizonGen,
  RollingGen,
  type TaskDefinition,
} from '@windrow/core';

/** One way to make very many tasks from one template. */
export interface GenerateCase {
  readonly work: string;
  readonly tasks: () => Iterable<TaskDefinition>;
}

const calendar = Calendar.businessDays('2000-01-03', '2024-12-31', { name: 'business days' });

const template: TaskDefinition = {
  model: { class: 'RidgeModel', kwargs: { alpha: 0.05 } },
  dataset: {
    class: 'FrameDataset',
    kwargs: {
      handler: { class: 'Handler', kwargs: { start_time: '2000-01-03', end_time: '2004-06-30' } },
      segments: {
        train: ['2000-01-03', '2002-12-31'],
        valid: ['2003-01-01', '2003-12-31'],
        test: ['2004-01-01', null],
      },
    },
  },
  record: [{ class: 'SignalRecord' }, { class: 'SignalAnalysisRecord' }],
};

const withFit: TaskDefinition = {
  ...template,
  dataset: {
    class: 'FrameDataset',
    kwargs: {
      handler: {
        class: 'Handler',
        kwargs: {
          start_time: '2000-01-03',
          end_time: '2004-06-30',
          fit_start_time: '2000-01-03',
          fit_end_time: '2002-12-31',
        },
      },
      segments: {
        train: ['2000-01-03', '2002-12-31'],
        valid: ['2003-01-01', '2003-12-31'],
        test: ['2004-01-01', null],
      },
    },
  },
};

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
const rolling = new RollingGen({ calendar, step: 20, type: 'sliding', labelHorizon: 2 });
const horizons = new MultiHorizonGen({
  calendar,
  horizons: [5, 22],
  labelLeak: 1,
  set: { 'dataset.kwargs.horizon': '{horizon}' },
});

/** The cases, each able to make at least a million tasks. */
export function generateCases(): readonly GenerateCase[] {
  const sweep = new GridGen({ 'model.kwargs.alpha': numbers(2500) });
  return [
    {
      work: 'GridGen, 1,000 × 1,000',
      tasks: () =>
        iterateTasks(template, new GridGen({ 'model.kwargs.a': numbers(1000), 'model.kwargs.b': numbers(1000) })),
    },
    {
      work: 'a function of 1,000, over GridGen',
      tasks: () => iterateTasks(template, [sweep, (task) => numbers(1000).map((seed) => ({ ...task, seed }))]),
    },
    {
      work: 'RollingGen, then GridGen',
      tasks: () => iterateTasks(template, [rolling, new GridGen({ 'model.kwargs.alpha': numbers(4000) })]),
    },
    { work: 'MultiHorizonGen, GridGen, RollingGen', tasks: () => iterateTasks(template, [horizons, sweep, rolling]) },
    { work: 'the same, moving a fit window', tasks: () => iterateTasks(withFit, [horizons, sweep, rolling]) },
  ];
}

/** Tasks that do not leak, and what to check them with. */
export function leakageTasks(): { readonly tasks: readonly TaskDefinition[]; readonly options: LeakageOptions } {
  return { tasks: rolling.generate(withFit), options: { labelHorizon: 2, calendar } };
}
