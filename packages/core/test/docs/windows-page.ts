// The code of docs/windows.md, block by block: it is compiled with the repository and its output is compared with the page's.
// ---
import {
  assertNoLeakage,
  Calendar,
  GridGen,
  generateTasks,
  iterateTasks,
  MultiHorizonGen,
  RollingGen,
  segmentsOf,
  type TaskDefinition,
} from '@windrow/core';

const calendar = Calendar.businessDays('2018-01-01', '2020-12-31', { name: 'days' });

const template: TaskDefinition = {
  model: { class: 'RidgeModel', kwargs: { alpha: 0.05 } },
  dataset: {
    class: 'FrameDataset',
    kwargs: {
      handler: {
        class: 'MyHandler',
        kwargs: {
          start_time: '2018-01-01',
          end_time: '2020-03-31',
          fit_start_time: '2018-01-01',
          fit_end_time: '2018-12-31',
        },
      },
      segments: {
        train: ['2018-01-01', '2018-12-31'],
        valid: ['2019-01-01', '2019-12-31'],
        test: ['2020-01-01', null],
      },
    },
  },
  record: [{ class: 'SignalRecord' }],
};

const rolling = new RollingGen({ calendar, step: 100, type: 'sliding', labelHorizon: 5 });
console.log(rolling.explain(template, { width: 48 }));

// ---
const tasks = rolling.generate(template);
console.log(tasks.length, JSON.stringify(segmentsOf(tasks[0] as TaskDefinition)));

// ---
const asked = {
  ...template,
  dataset: { kwargs: { segments: { train: ['2018-01-01', '2019-12-31'], test: ['2020-01-01', '2020-04-30'] } } },
};
const lastTest = (options: { readonly clip?: 'calendar' | 'askedEnd' }): string =>
  JSON.stringify(new RollingGen({ calendar, step: 60, ...options }).windows(asked).at(-1)?.segments['test']);
console.log(lastTest({}), lastTest({ clip: 'askedEnd' }));

// ---
const [first] = tasks as readonly [TaskDefinition];
assertNoLeakage(tasks, { labelHorizon: 5, calendar });
try {
  assertNoLeakage(first, { labelHorizon: 6, calendar });
} catch (error) {
  console.log((error as Error).message);
}

// ---
const swept = generateTasks(template, [
  new MultiHorizonGen({ calendar, horizons: [5, 22], labelLeak: 1, set: { 'dataset.kwargs.horizon': '{horizon}' } }),
  new GridGen({ 'model.kwargs.alpha': [1e-4, 0.05, 0.3] }),
  new RollingGen({ calendar, step: 100, type: 'sliding' }),
]);
console.log(swept.length, '=', 2 * 3 * 3);

// ---
const elsewhere = new RollingGen({
  calendar,
  step: 100,
  modify: (draft, window) => {
    draft['loadUntil'] = window.segments['test']?.[1] ?? null;
  },
});
console.log(elsewhere.generate(template).map((task) => task['loadUntil']));

// ---
const halfYear = new RollingGen({
  calendar: calendar.until('2020-06-30'),
  step: 100,
  type: 'sliding',
  labelHorizon: 5,
});
const newest = halfYear.generate(template).at(-1) as TaskDefinition;
console.log(JSON.stringify(segmentsOf(newest)['test']), JSON.stringify(newest['rolling']));
const following = rolling.rollForward(newest, '2020-12-31');
console.log(following.map((task) => segmentsOf(task)['test']?.join(' … ')));

// ---
const holidays = ['2020-01-01', '2020-04-10', '2020-12-25'];
const exchange = Calendar.businessDays('2020-01-01', '2020-12-31', { name: 'exchange', holidays, known: '2020-06-30' });
console.log(
  exchange.align('2020-04-10'),
  exchange.align('2020-04-10', 'end'),
  exchange.interval('2020-04-14', '2020-04-09'),
  exchange.known,
);
try {
  exchange.align('2021-01-04');
} catch (error) {
  console.log((error as Error).message);
}

// ---
const newYork = Calendar.intraday({
  name: 'new york',
  days: Calendar.businessDays('2024-03-04', '2024-03-15'),
  sessions: [['09:30', '16:00']],
  timeZone: 'America/New_York',
  everyMinutes: 30,
});
console.log(newYork.size, newYork.align('2024-03-08T09:30:00-05:00'), newYork.align('2024-03-11T09:30:00-04:00'));

const bars: TaskDefinition = {
  dataset: { kwargs: { segments: { train: ['2024-03-04', '2024-03-07T21:00:00Z'], test: ['2024-03-08', null] } } },
};
console.log(new RollingGen({ calendar: newYork, step: 26, labelHorizon: 1 }).explain(bars, { width: 48 }));

// ---
const shanghai = Calendar.intraday({
  name: 'shanghai',
  days: ['2024-01-02', '2024-01-03'],
  sessions: [
    ['09:30', '11:30'],
    ['13:00', '15:00'],
  ],
  timeZone: 'Asia/Shanghai',
});
console.log(
  shanghai.size,
  shanghai.first(),
  shanghai.at(120),
  shanghai.interval('2024-01-02T13:00:00+08:00', '2024-01-02T11:29:00+08:00'),
);

// ---
let count = 0;
for (const _ of iterateTasks(template, [
  new GridGen({ 'model.kwargs.seed': Array.from({ length: 10_000 }, (_, seed) => seed) }),
  rolling,
]))
  count++;
console.log(count);
