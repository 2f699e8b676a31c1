import { createHash } from 'node:crypto';
import {
  AverageEnsemble,
  createWindrow,
  type Frame,
  GridGen,
  generateTasks,
  type KeyMap,
  RecorderCollector,
  RollingGen,
  RollingGroup,
  toArrow,
} from 'windrow';
import { calendar, demand } from './demand.js';

const template = {
  model: { class: 'RidgeModel', kwargs: { alpha: 0.1 } },
  dataset: {
    class: 'FrameDataset',
    kwargs: {
      handler: { class: 'Demand' },
      segments: { train: ['2023-01-08', '2023-06-30'], test: ['2023-07-02', null] },
      scale: 'standard',
    },
  },
  record: { class: 'SignalRecord' },
};

/** The whole flow on the store that a URL names. Nothing else depends on the store. */
export async function forecast(store: string): Promise<Frame> {
  const tasks = generateTasks(template, [
    new GridGen({ 'model.kwargs.alpha': [0.01, 0.1, 1] }),
    new RollingGen({ calendar, step: 60, type: 'sliding', labelHorizon: 0 }),
  ]);
  await using windrow = await createWindrow({ store, plugins: [demand()] });
  const refs = await windrow.trainer({ experiment: 'demand' }).run(tasks);
  const collector = new RecorderCollector({
    recorders: await Promise.all(refs.map((ref) => windrow.experiments.open(ref))),
    key: ({ opened: { params } }) => {
      const { model, dataset } = params as unknown as typeof template;
      return [model.kwargs.alpha, dataset.kwargs.segments.test[0] as string];
    },
    artifacts: 'pred',
    process: [new RollingGroup()],
  });
  const rolled = (await collector.run()).get('pred') as KeyMap<Frame>;
  return new AverageEnsemble({ standardize: false }).reduce(rolled);
}

/** Tells forecasts apart to the last bit. */
export async function fingerprint(frame: Frame): Promise<string> {
  return createHash('sha256')
    .update(await toArrow(frame))
    .digest('hex');
}
