import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { AverageEnsemble, type Frame, KeyMap, type RidgeModel, type TaskDefinition } from 'windrow';
import { type Rates, readRates } from '../src/data/rates.js';
import { volatilities, volatilityData } from '../src/data/volatility-data.js';
import { fxTasks, ratesCalendar, taskKey } from '../src/flow/definitions.js';
import { forecasts } from './support/forecasts.js';

const page = readFileSync(new URL('../../../docs/flow.md', import.meta.url), 'utf8').replaceAll('−', '-');
const window = '2008-12-17';

let rates: Rates;
let tasks: readonly TaskDefinition[];
let frames: readonly Frame[];
let models: readonly RidgeModel[];

beforeAll(async () => {
  rates = await readRates();
  const all = fxTasks(rates);
  tasks = all.filter((task) => taskKey(task).horizon === 5 && taskKey(task).window === window);
  const made: RidgeModel[] = [];
  frames = await forecasts(rates, tasks, undefined, (model) => made.push(model as RidgeModel));
  models = made;
});

const of = (features: string, alpha: number) =>
  tasks.findIndex((task) => taskKey(task).features === features && taskKey(task).alpha === alpha);

function euro(frame: Frame): number {
  const { instruments, instrumentCodes, timeCodes, times } = frame;
  const row = instrumentCodes.findIndex(
    (code, at) => instruments[code] === 'USEU' && times[timeCodes[at] as number] === Date.parse(window),
  );
  return frame.column(frame.columnNames[0] as string)[row] as number;
}

describe('docs/flow.md shows the values of a real run', () => {
  it('where its task stands, and its segments', () => {
    const position = fxTasks(rates).findIndex((task) => {
      const { horizon, features, alpha, window: begins } = taskKey(task);
      return horizon === 5 && features === 'own' && alpha === 0.05 && begins === window;
    });
    expect(page).toContain(`Our task is number ${position} of 252`);
    const { segments } = (
      tasks[of('own', 0.05)] as unknown as { dataset: { kwargs: { segments: { train: string[]; test: string[] } } } }
    ).dataset.kwargs;
    const [trained, tested] = [segments.train, segments.test].map((ends) =>
      ends.map((day) => ratesCalendar(rates).indexOf(day)),
    );
    expect(page).toContain(`"train": ["${segments.train.join('", "')}"]`);
    expect(page).toContain(`days ${trained?.join(' to ')} and ${tested?.join(' to ')}`);
  });

  it('what its model learned', () => {
    const { coefficients, intercept } = (models[of('own', 0.05)] as RidgeModel).save() as {
      coefficients: Float64Array;
      intercept: number;
    };
    expect(page).toContain(
      `| coefficient | ${[...coefficients, intercept].map((value) => value.toFixed(4)).join(' | ')} |`,
    );
  });

  it('what each model, the ensemble and the truth say of the euro', async () => {
    for (const [features, alpha] of [
      ['own', 0.0001],
      ['own', 0.3],
      ['own+market', 0.0001],
      ['own+market', 0.05],
      ['own+market', 0.3],
    ] as const) {
      expect(page).toContain(`| ${features}, ${alpha} | ${euro(frames[of(features, alpha)] as Frame).toFixed(4)} |`);
    }
    expect(page).toContain(`| **own, 0.05** | **${euro(frames[of('own', 0.05)] as Frame).toFixed(4)}** |`);
    const average = new AverageEnsemble({ standardize: false, requireAll: true });
    const ensemble = average.reduce(new KeyMap(frames.map((frame, i) => [i, frame])));
    expect(page).toContain(`| ensemble | ${euro(ensemble as Frame).toFixed(4)} |`);
    const { label } = volatilityData(volatilities(rates), 'own', 5);
    expect(page).toContain(`| what came true | ${euro(label).toFixed(4)} |`);
  });
});
