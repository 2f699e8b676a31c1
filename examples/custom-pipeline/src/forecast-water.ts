import { createWindrow, type Frame, type KeyMap, readWorkflow, runWorkflow, type ScoreRow } from 'windrow';
import { waterPlugin } from './water-plugin.js';

export interface WaterForecast {
  readonly tasks: number;
  /** Tomorrow's use by zone, every day of the last three months. */
  readonly forecasts: KeyMap<Frame>;
  /** Each model and the median, zone by zone, on what came true. */
  readonly scores: readonly ScoreRow[];
  /** District days on which forecast and reserve were not enough, and all of them, over all tasks. */
  readonly dryTaps: number;
  readonly districtDays: number;
}

/** The workflow beside this program, run on a store. */
export async function forecastWater(store: string): Promise<WaterForecast> {
  await using windrow = await createWindrow({ store, plugins: [waterPlugin()] });
  const workflow = await readWorkflow(new URL('../workflow.yaml', import.meta.url).pathname);
  const { plan, artifacts, scores, metrics } = await runWorkflow(windrow, workflow);
  const total = (name: string): number =>
    [...(metrics?.values() ?? [])].reduce((so, values) => so + (values[name] ?? 0), 0);
  return {
    tasks: plan.tasks.length,
    forecasts: artifacts.get('pred') as KeyMap<Frame>,
    scores,
    dryTaps: total('dry taps'),
    districtDays: total('district days'),
  };
}
