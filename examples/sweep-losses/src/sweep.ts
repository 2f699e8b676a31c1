import {
  AverageEnsemble,
  Calendar,
  createWindrow,
  type Frame,
  GridGen,
  generateTasks,
  type Key,
  type KeyMap,
  RecorderCollector,
  RollingGen,
  RollingGroup,
  type TaskDefinition,
} from 'windrow';
import { gradientModel } from './gradient-model.js';
import { LOSSES } from './losses.js';
import { salesData, salesPlugin } from './sales.js';
import { type LossScore, scoreLoss } from './score.js';

const template: TaskDefinition = {
  model: { class: 'GradientModel', kwargs: { loss: 'mse' } },
  dataset: {
    class: 'FrameDataset',
    kwargs: {
      handler: { class: 'Sales' },
      segments: { train: ['2022-01-15', '2022-09-30'], test: ['2022-10-02', '2023-05-14'] },
      scale: 'standard',
    },
  },
  record: [{ class: 'SignalRecord' }],
};

export interface Sweep {
  readonly tasks: number;
  /** Each loss, and `average` of all. */
  readonly scores: readonly LossScore[];
  readonly average: Frame;
}

/** One model per loss and window of time; the windows of each loss put together; the losses averaged; all scored on the same days. */
export async function sweep(store: string): Promise<Sweep> {
  const { features, label } = salesData();
  const calendar = Calendar.fromFrame(features);
  const tasks = generateTasks(template, [
    new GridGen({ 'model.kwargs.loss': LOSSES }),
    new RollingGen({ calendar, step: 45, type: 'sliding', labelHorizon: 1 }),
  ]);
  await using windrow = await createWindrow({ store, plugins: [salesPlugin(), gradientModel()] });
  const refs = await windrow.trainer({ experiment: 'sweep-losses' }).run(tasks);
  const collector = new RecorderCollector({
    recorders: await Promise.all(refs.map((ref) => windrow.experiments.open(ref))),
    key: ({ opened: { params } }) => keyOf(params),
    artifacts: 'pred',
    process: [new RollingGroup()],
  });
  const byLoss = (await collector.run()).get('pred') as KeyMap<Frame>;
  const average = new AverageEnsemble({ standardize: false }).reduce(byLoss);
  const scores = LOSSES.map((loss) => scoreLoss(loss, byLoss.get([loss]) as Frame, label));
  return { tasks: tasks.length, scores: [...scores, scoreLoss('average', average, label)], average };
}

function keyOf(params: TaskDefinition): Key {
  const { model, dataset } = params as unknown as {
    readonly model: { readonly kwargs: { readonly loss: string } };
    readonly dataset: { readonly kwargs: { readonly segments: { readonly test: readonly [string, string] } } };
  };
  return [model.kwargs.loss, dataset.kwargs.segments.test[0]];
}
