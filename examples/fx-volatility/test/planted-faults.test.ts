import {
  assertNoLeakage,
  type ComponentContext,
  type DataHandler,
  type HandledData,
  type JsonObject,
  type Plugin,
  type TaskDefinition,
} from '@windrow/core';
import { Frame } from '@windrow/frame';
import { beforeAll, describe, expect, it } from 'vitest';
import { fxVolatility } from '../src/data/fx-volatility-handler.js';
import { type Rates, readRates } from '../src/data/rates.js';
import { fxTasks, ratesCalendar, taskKey } from '../src/flow/definitions.js';
import { changedForecasts } from './support/look-ahead.js';

const horizon = 5;
let rates: Rates;
let task: TaskDefinition;
let firstTest: number;

beforeAll(async () => {
  rates = await readRates();
  task = fxTasks(rates).find(
    (each) => taskKey(each).horizon === horizon && taskKey(each).alpha === 0.05,
  ) as TaskDefinition;
  firstTest = Date.parse(taskKey(task).window);
});

/** The task with other kwargs of its dataset. */
function withDataset(change: (kwargs: Record<string, unknown>) => void): TaskDefinition {
  const copy = structuredClone(task) as { dataset: { kwargs: Record<string, unknown> } };
  change(copy.dataset.kwargs);
  return copy as unknown as TaskDefinition;
}

function trainUntil(index: number): TaskDefinition {
  const end = new Date(rates.days[index] as number).toISOString().slice(0, 10);
  return withDataset((kwargs) => {
    const { train, test } = kwargs['segments'] as { train: [string, string]; test: [string, string] };
    kwargs['segments'] = { train: [train[0], end], test };
  });
}

describe('planted faults are caught', () => {
  it('the task as it is passes both checks', async () => {
    assertNoLeakage(task, { labelHorizon: horizon, calendar: ratesCalendar(rates) });
    expect(await changedForecasts(rates, [task], firstTest)).toEqual([]);
  });

  it('no embargo: training up to the day before the test is caught by both checks', async () => {
    const faulty = trainUntil(rates.days.indexOf(firstTest) - 1);
    expect(() => assertNoLeakage(faulty, { labelHorizon: horizon, calendar: ratesCalendar(rates) })).toThrow(/label/);
    expect(await changedForecasts(rates, [faulty], firstTest)).toEqual([faulty]);
  });

  it('an embargo one day short, so that the last label reads the first test day, is caught by assertNoLeakage', () => {
    const faulty = trainUntil(rates.days.indexOf(firstTest) - horizon);
    expect(() => assertNoLeakage(faulty, { labelHorizon: horizon, calendar: ratesCalendar(rates) })).toThrow(/label/);
    const right = trainUntil(rates.days.indexOf(firstTest) - horizon - 1);
    assertNoLeakage(right, { labelHorizon: horizon, calendar: ratesCalendar(rates) });
  });

  it('scaling fitted on the test is caught by the replaced prices', async () => {
    const faulty = withDataset((kwargs) => {
      kwargs['fit'] = (kwargs['segments'] as { test: [string, string] }).test;
    });
    expect(await changedForecasts(rates, [faulty], firstTest)).toEqual([faulty]);
  });

  it('features shifted by one day are caught by the replaced prices', async () => {
    const handler = (from: Rates) => shifted(fxVolatility(async () => from));
    expect(await changedForecasts(rates, [task], firstTest, { handler })).toEqual([task]);
  });
});

/** The same plugin with a handler whose features of a day are those of the next day. */
function shifted(honest: Plugin): Plugin {
  const components = honest.components.map(({ factory, ...rest }) => ({
    ...rest,
    factory: {
      create: async (kwargs: JsonObject, context: ComponentContext) => {
        const handler = (await factory.create(kwargs, context)) as DataHandler;
        return { load: async () => shiftFeatures(await handler.load()) };
      },
    },
  }));
  return { ...honest, components };
}

function shiftFeatures({ features, label }: HandledData): HandledData {
  const width = features.instruments.length;
  return {
    label,
    features: Frame.fromParts({
      times: features.times,
      timeCodes: features.timeCodes,
      instruments: features.instruments,
      instrumentCodes: features.instrumentCodes,
      columns: features.columnNames.map((name) => [
        name,
        Float64Array.from(features.column(name), (_, row) => features.column(name)[row + width] ?? Number.NaN),
      ]),
      sorted: true,
      unique: true,
    }),
  };
}
