import type { TaskDefinition } from '@windrow/core';
import type { Frame } from '@windrow/frame';
import type { Rates } from '../../src/data/rates.js';
import { taskKey } from '../../src/flow/definitions.js';
import { firstDifference, forecasts, type HandlerPlugin, mulberry, withOtherFuture } from './forecasts.js';

/** The first day of each window's test, epoch ms, ascending. */
export function firstTestDays(tasks: readonly TaskDefinition[]): readonly number[] {
  return [...new Set(tasks.map((task) => Date.parse(taskKey(task).window)))].sort((a, b) => a - b);
}

/** Every T, T − 1 and T + h − 1 (steps of the calendar), and 20 days at random. */
export function daysToTry(rates: Rates, tasks: readonly TaskDefinition[], horizon: number): readonly number[] {
  const { days } = rates;
  const random = mulberry(horizon);
  const indices = firstTestDays(tasks).flatMap((first) => {
    const at = days.indexOf(first);
    return [at, at - 1, Math.min(at + horizon - 1, days.length - 1)];
  });
  const start = days.indexOf(firstTestDays(tasks)[0] as number);
  for (let i = 0; i < 20; i++) indices.push(start + Math.floor(random() * (days.length - start)));
  return [...new Set(indices)].sort((a, b) => a - b).map((index) => days[index] as number);
}

/**
 * Replaces the prices after `day` and tells the tasks with a forecast made on or before it that changed. Windows that are tested
 * only after `day` have no such forecast.
 */
export async function changedForecasts(
  rates: Rates,
  tasks: readonly TaskDefinition[],
  day: number,
  options: { readonly handler?: HandlerPlugin; readonly truth?: ReadonlyMap<TaskDefinition, Frame> } = {},
): Promise<readonly TaskDefinition[]> {
  const { handler, truth } = options;
  const begun = tasks.filter((task) => Date.parse(taskKey(task).window) <= day);
  const before = truth === undefined ? await forecasts(rates, begun, handler) : begun.map((task) => truth.get(task));
  const after = await forecasts(withOtherFuture(rates, day), begun, handler);
  return begun.filter((_, i) => {
    const one = before[i];
    const two = after[i];
    return one === undefined || two === undefined || firstDifference(one, two, day) !== undefined;
  });
}
