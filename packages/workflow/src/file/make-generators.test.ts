import { Calendar, ComponentRegistry, GridGen, generateTasks, RollingGen } from '@windrow/core';
import { Frame } from '@windrow/frame';
import { beforeEach, describe, expect, it } from 'vitest';
import { frameDatasetFactory } from '../dataset/frame-dataset-factory.js';
import { makeCalendar } from './make-calendar.js';
import { makeGenerators } from './make-generators.js';
import { parseWorkflow } from './parse-workflow.js';

const task = `task:
  model: { class: RidgeModel, kwargs: { alpha: 0.1 } }
  dataset:
    class: FrameDataset
    kwargs:
      handler: { class: Days }
      segments: { train: [2020-01-01, 2020-01-31], test: [2020-02-03, null] }
`;

let registry: ComponentRegistry;
beforeEach(() => {
  const days = Calendar.businessDays('2020-01-01', '2020-03-31').times;
  const frame = (column: string) =>
    Frame.fromColumns({ datetime: [...days], columns: { [column]: [...days].map((_, day) => day) } });
  registry = new ComponentRegistry()
    .register('dataset', 'FrameDataset', frameDatasetFactory)
    .register('dataset', 'Silent', { create: () => ({}) })
    .register('handler', 'Days', { create: () => ({ load: () => ({ features: frame('x'), label: frame('label') }) }) });
});

const make = async (rest: string) => makeGenerators(parseWorkflow(`${task}${rest}`), registry);

describe('generators of a file are those of the code', () => {
  it('grid and rolling, over the calendar of the data when none is written', async () => {
    const generators = await make(
      'generate: [{ grid: { model.kwargs.alpha: [1, 2] } }, { rolling: { step: 10, type: sliding } }]',
    );
    const { spec } = parseWorkflow(task);
    const calendar = Calendar.businessDays('2020-01-01', '2020-03-31');
    expect(generateTasks(spec.task, generators)).toEqual(
      generateTasks(spec.task, [
        new GridGen({ 'model.kwargs.alpha': [1, 2] }),
        new RollingGen({ calendar, step: 10, type: 'sliding' }),
      ]),
    );
  });

  it('one that a plugin brings, as a function too', async () => {
    registry.register('generator', 'Twice', {
      create:
        ({ times }) =>
        (template: object) =>
          Array(Number(times)).fill(template),
    });
    const [twice] = await make('generate: { class: Twice, kwargs: { times: 3 } }');
    expect(twice?.generate({ n: 1 })).toHaveLength(3);
  });
});

describe('calendars', () => {
  const calendar = async (text: string) => makeCalendar(parseWorkflow(`${task}calendar: ${text}\n`), registry);
  it.each([
    ['{ businessDays: { from: 2020-01-01, to: 2020-01-10, holidays: [2020-01-01] } }', ['2020-01-02', '2020-01-10', 7]],
    ['{ daily: { from: 2020-01-01, to: 2020-01-10 }, known: 2020-01-05 }', ['2020-01-01', '2020-01-10', 10]],
    ['{ dates: [2020-01-01, 2020-02-01, 2020-03-01] }', ['2020-01-01', '2020-03-01', 3]],
    ['data', ['2020-01-01', '2020-03-31', 65]],
  ])('%s', async (text, [first, last, size]) => {
    const made = await calendar(text);
    expect([made.first(), made.last(), made.size]).toEqual([first, last, size]);
  });

  it('an impossible one is told where it stands', async () => {
    await expect(calendar('{ daily: { from: 2020-02-01, to: 2020-01-01 } }')).rejects.toThrowError(
      /^workflow\.yaml:8:11: calendar: .*is after/,
    );
  });

  it('a dataset that cannot tell its times asks for a calendar', async () => {
    const workflow = parseWorkflow('task: { model: { class: A }, dataset: { class: Silent } }');
    await expect(makeCalendar(workflow, registry)).rejects.toThrowError(
      /^workflow\.yaml:1:39: this dataset does not tell which times it has; write a calendar/,
    );
  });
});

describe('what goes wrong in a generator is told where it stands', () => {
  it.each([
    ['generate: { class: Nope }', /^workflow\.yaml:8:13: Nope: There is no generator named "Nope"/],
    [
      'generate: [{ rolling: { labelHorizon: 5, truncate: 2 } }]',
      /^workflow\.yaml:8:14: rolling: .*truncate: 2 is too small/,
    ],
    ['generate: [{ rolling: { testKey: valid } }]', /^workflow\.yaml:8:14: rolling: .*the task has no segment "valid"/],
    ['generate: [{ grid: { model.kwarg.alpha: [1] } }]', /^workflow\.yaml:8:14: grid: .*model\.kwarg/],
  ])('%s', async (text, told) => {
    await expect(
      make(text).then((generators) => generateTasks(parseWorkflow(task).spec.task, generators)),
    ).rejects.toThrowError(told);
  });
});
