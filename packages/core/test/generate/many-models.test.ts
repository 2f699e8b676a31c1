import { describe, expect, test } from 'vitest';
import { getIn } from '../../src/generate/definition-path.js';
import {
  assertNoLeakage,
  Calendar,
  GridGen,
  generateTasks,
  MultiHorizonGen,
  RollingGen,
  segmentsOf,
} from '../../src/generate/index.js';
import { rollingTemplate } from './rolling-template.js';

// 6,243 days of which the first usable one is number 252: 750 days of train before a test of 250, again and again.
const calendar = Calendar.fromDates(Calendar.businessDays('2000-01-03', '2023-12-06').times, { name: 'fx' });
const firstTest = 252 + 750;
const template = rollingTemplate({
  train: [calendar.at(252), calendar.at(firstTest - 1)],
  test: [calendar.at(firstTest), null],
});

describe.each(['sliding', 'expanding'] as const)('horizons × features × strengths × windows, %s', (type) => {
  const tasks = generateTasks(template, [
    new MultiHorizonGen({ calendar, horizons: [5, 22], labelLeak: 1, set: { 'dataset.kwargs.horizon': '{horizon}' } }),
    new GridGen({ 'dataset.kwargs.features': ['own', 'own+market'], 'model.kwargs.alpha': [1e-4, 0.05, 0.3] }),
    new RollingGen({ calendar, step: 250, type }),
  ]);

  test('2 × (2 × 3) × 21 = 252 tasks', () => {
    expect(calendar.size).toBe(6243);
    expect(tasks.length).toBe(252);
    expect(new Set(tasks.map((task) => JSON.stringify(task))).size).toBe(252);
  });

  test('train ends h + 1 days before the first test day, having 750 days before the cut', () => {
    tasks.forEach((task, index) => {
      const horizon = getIn(task, 'dataset.kwargs.horizon') as number;
      const window = index % 21;
      const { train, test: tested } = segmentsOf(task);
      const testStart = firstTest + window * 250;
      expect(tested).toEqual([calendar.at(testStart), calendar.at(Math.min(testStart + 249, 6242))]);
      expect(train).toEqual([
        calendar.at(type === 'expanding' ? 252 : testStart - 750),
        calendar.at(testStart - horizon - 1),
      ]);
      assertNoLeakage(task, { labelHorizon: horizon, calendar });
      expect(() => assertNoLeakage(task, { labelHorizon: horizon + 1, calendar })).toThrow();
    });
  });
});
