import { createWindrow, type RollType, type TaskDefinition, type Windrow } from 'windrow';
import { fxVolatility } from '../data/fx-volatility-handler.js';
import { type Rates, readRates } from '../data/rates.js';
import { evaluate, type HorizonResult } from '../score/evaluate.js';
import { type Collected, collectForecasts } from './collect.js';
import { fxTasks, horizons } from './definitions.js';
import { type PoolStory, poolStory } from './pool-story.js';

export const POOL = 'fx-volatility';

export interface RunOptions {
  readonly rolling: RollType;
  /** A store's URL. */
  readonly store: string;
  readonly signal: AbortSignal;
  readonly onProgress: (stage: string, done: number, total: number) => void;
  /** Reads the rates; another source in tests. */
  readonly read?: () => Promise<Rates>;
  /** Fewer tasks, in tests. */
  readonly choose?: (tasks: readonly TaskDefinition[]) => readonly TaskDefinition[];
}

export interface RunResult {
  readonly rates: Rates;
  readonly tasks: readonly TaskDefinition[];
  readonly reused: number;
  /** Of the reused, how many other code had made. */
  readonly otherVersion: number;
  readonly windows: number;
  readonly collected: Collected;
  readonly horizons: readonly HorizonResult[];
  readonly story: PoolStory;
}

/** Generates, trains, collects and ensembles; scores everything on common rows. Started again, it trains only what is missing. */
export async function run(options: RunOptions): Promise<RunResult> {
  const read = options.read ?? readRates;
  const rates = await read();
  const all = fxTasks(rates, options.rolling);
  const tasks = options.choose?.(all) ?? all;
  await using windrow = await createWindrow({ store: options.store, plugins: [fxVolatility(async () => rates)] });
  const { refs, reused, otherVersion } = await train(windrow, tasks, options);
  const collected = await collectForecasts(windrow.experiments, refs, (done, total) =>
    options.onProgress('collecting', done, total),
  );
  return {
    rates,
    tasks,
    reused,
    otherVersion,
    windows: collected.windows.size / collected.rolled.size,
    collected,
    horizons: horizons.map((horizon) => evaluate(rates, horizon, collected.rolled, collected.ensembles)),
    story: await poolStory(windrow.pool(POOL), reused),
  };
}

async function train(windrow: Windrow, tasks: readonly TaskDefinition[], { signal, onProgress }: RunOptions) {
  let submitted = { reused: 0, otherVersion: 0 };
  // A task takes milliseconds, so what a killed run held may be taken again after seconds.
  const worker = { graceMs: 500, leaseMs: 5_000, reapEveryMs: 1_000 };
  const trainer = windrow.trainer({ experiment: POOL, worker });
  const refs = await trainer.run(tasks, {
    signal,
    onSubmitted: (outcome) => {
      submitted = outcome;
    },
    onProgress: ({ ended, total }) => onProgress('training', ended, total),
  });
  return { refs, ...submitted };
}
