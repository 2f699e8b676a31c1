import {
  AverageEnsemble,
  type Experiments,
  type Frame,
  Group,
  type KeyMap,
  type Recorder,
  RecorderCollector,
  type RecorderRef,
  RollingGroup,
} from 'windrow';
import { taskKey } from './definitions.js';

export interface Collected {
  /** Every window's forecast, under (horizon, features, alpha, window). */
  readonly windows: KeyMap<Frame>;
  /** Every model's whole forecast, under (horizon, features, alpha). */
  readonly rolled: KeyMap<Frame>;
  /** The average of all models of a horizon, under (horizon). */
  readonly ensembles: KeyMap<Frame>;
}

/**
 * Collects the recorders' forecasts, puts the windows of each model together, and averages the models of each horizon: the logarithms as
 * they are, and only where every model has one.
 */
export async function collectForecasts(
  experiments: Experiments,
  refs: readonly RecorderRef[],
  onProgress?: (done: number, total: number) => void,
): Promise<Collected> {
  const collector = new RecorderCollector({
    recorders: () => openAll(experiments, refs),
    key: ({ opened }) => {
      // A recorder's params are its task's definition.
      const { horizon, features, alpha, window } = taskKey(opened.params);
      return [horizon, features, alpha, window];
    },
    artifacts: 'pred',
    process: [],
    ...(onProgress === undefined ? {} : { onProgress: ({ done, total }) => onProgress(done, total) }),
  });
  const windows = (await collector.collect()).get('pred') as KeyMap<Frame>;
  const rolled = (await new RollingGroup().run(windows)) as KeyMap<Frame>;
  const average = new AverageEnsemble({ standardize: false, requireAll: true });
  const ensembles = (await new Group({ by: [0], ensemble: average }).run(rolled)) as KeyMap<Frame>;
  return { windows, rolled, ensembles };
}

async function* openAll(experiments: Experiments, refs: readonly RecorderRef[]): AsyncGenerator<Recorder, void> {
  for (const ref of refs) yield experiments.open(ref);
}
