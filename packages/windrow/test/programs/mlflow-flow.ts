import { mlflowExperiments } from '@windrow/store-mlflow';
import {
  Calendar,
  component,
  createWindrow,
  type DataHandler,
  Frame,
  GridGen,
  generateTasks,
  plugin,
  type RecorderRef,
  type TaskDefinition,
  taskTrain,
  type Windrow,
} from '../../src/index.js';

/** Tasks in a directory, experiments in MLflow. */
export async function openFlow(directory: string, trackingUri: string): Promise<Windrow> {
  return createWindrow({ store: `sqlite:${directory}`, plugins: [demand, mlflowExperiments({ trackingUri })] });
}

/** Trains four models. `hangFrom`: this one and what comes after never ends. */
export async function trainFlow(
  windrow: Windrow,
  experiment: string,
  hangFrom: number,
): Promise<readonly RecorderRef[]> {
  let begun = 0;
  const trainer = windrow.trainer({
    experiment,
    worker: { leaseMs: 1_000, reapEveryMs: 100, pollMs: 100, concurrency: 1 },
    trainFn: async (definition, options) => {
      begun += 1;
      if (begun < hangFrom) return taskTrain(definition, options);
      await options.experiments.begin(experiment, { recorder: 'left behind' });
      console.log('hangs');
      await new Promise((resolve) => setTimeout(resolve, 600_000));
      throw new Error('nobody killed this process');
    },
  });
  return trainer.run(tasks);
}

const calendar = Calendar.daily('2023-01-01', '2023-03-31');

export const tasks: readonly TaskDefinition[] = generateTasks(
  {
    model: { class: 'RidgeModel', kwargs: { alpha: 0 } },
    dataset: {
      class: 'FrameDataset',
      kwargs: {
        handler: { class: 'Demand' },
        segments: { train: ['2023-01-08', '2023-02-28'], test: ['2023-03-02', '2023-03-31'] },
      },
    },
    record: { class: 'SignalRecord' },
  },
  [new GridGen({ 'model.kwargs.alpha': [0.01, 0.1, 1, 10] })],
);

const handler: DataHandler = { load: () => ({ features: column('yesterday', 1), label: column('label', 0) }) };
const demand = plugin('test/demand', { components: [component('handler', 'Demand', { create: () => handler })] });

/** Made-up demand of two shops; `lag` days old. */
function column(name: string, lag: number): Frame {
  const rows = [...calendar.times].flatMap((time, day) =>
    ['east', 'west'].map((shop, i) => ({ time, shop, value: Math.sin((day - lag) / 7) + i })),
  );
  return Frame.fromColumns({
    datetime: rows.map(({ time }) => time),
    instrument: rows.map(({ shop }) => shop),
    columns: { [name]: rows.map(({ value }) => value) },
  });
}

const [directory, trackingUri, experiment] = process.argv.slice(2);
if (process.argv[1] === new URL(import.meta.url).pathname && directory !== undefined) {
  await using windrow = await openFlow(directory, trackingUri ?? '');
  await trainFlow(windrow, experiment ?? '', 3);
}
