import { ComponentRegistry, type Dataset, type Model, type Plugin, type TaskDefinition } from '@windrow/core';
import type { Frame } from '@windrow/frame';
import { workflow } from '@windrow/workflow';
import { fxVolatility } from '../../src/data/fx-volatility-handler.js';
import type { Rates } from '../../src/data/rates.js';

/** Brings the handler that the tasks name, over these rates. */
export type HandlerPlugin = (rates: Rates) => Plugin;

const fxHandler: HandlerPlugin = (rates) => fxVolatility(async () => rates);

/** The forecasts of the tasks, in their order, made through the registry as a worker would. */
export async function forecasts(
  rates: Rates,
  tasks: readonly TaskDefinition[],
  handler: HandlerPlugin = fxHandler,
  onModel: (model: Model) => void = () => {},
): Promise<readonly Frame[]> {
  const registry = new ComponentRegistry();
  for (const plugin of [workflow(), handler(rates)]) {
    for (const { kind, name, factory } of plugin.components) registry.register(kind, name, factory);
  }
  const made: Frame[] = [];
  for (const task of tasks) {
    const model = await registry.create<Model>('model', task['model']);
    const dataset = await registry.create<Dataset>('dataset', task['dataset']);
    await model.fit(dataset, { signal: new AbortController().signal, progress: () => {}, log: () => {} });
    onModel(model);
    made.push(await model.predict(dataset, 'test'));
  }
  return made;
}

/** The same dates and prices until `day`, and other finite positive prices after it. The hash stays, so the definitions do. */
export function withOtherFuture(rates: Rates, day: number): Rates {
  const random = mulberry(day);
  return {
    ...rates,
    prices: rates.prices.map((prices) =>
      prices.map((price, t) => ((rates.days[t] as number) <= day ? price : price * Math.exp(0.2 * (random() - 0.5)))),
    ),
  };
}

/** The index of the first row made on or before `day` that differs in any bit, or undefined. */
export function firstDifference(one: Frame, two: Frame, day: number): number | undefined {
  const left = bits(one.column('score'));
  const right = bits(two.column('score'));
  for (let row = 0; row < one.length; row++) {
    if ((one.times[one.timeCodes[row] as number] as number) > day) return undefined;
    if (left[row] !== right[row]) return row;
  }
  return undefined;
}

function bits(values: Float64Array): BigInt64Array {
  const copy = values.slice();
  return new BigInt64Array(copy.buffer);
}

/** A small seeded generator (mulberry32), so that a failure can be run again. */
export function mulberry(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
