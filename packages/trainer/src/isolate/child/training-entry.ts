import { type ComponentRegistry, Experiments, ComponentRegistry as Registry, type TrainContext } from '@windrow/core';
import { beginTaskTrain, endTaskTrain, taskTrain } from '../../task/task-train.js';
import { firstStep, type PoolTrainingOptions, secondStep } from '../../trainer/pool-training.js';
import type { EndTraining, TrainDefinition } from '../../trainer/trainer-r.js';
import { loadComponents, loadFunction } from '../load-export.js';
import type { ChildTraining } from '../training-module.js';
import { storeCallsOf } from './child-calls.js';
import { ChildFacts, remoteStores } from './remote-stores.js';

/* What trainers run in a child: the same steps as inline, over stores that the worker calls for it. */

/* Each is loaded once: an import that is repeated asks the module loader again, which takes longer than an empty task. */
let components: Promise<ComponentRegistry> | undefined;
let trainFn: Promise<TrainDefinition> | undefined;
let endTrainFn: Promise<EndTraining> | undefined;
const facts = new ChildFacts();

/** Once per child: components share what they load. */
function registryOf(args: ChildTraining): Promise<ComponentRegistry> {
  components ??= args.components === undefined ? Promise.resolve(new Registry()) : loadComponents(args.components);
  return components;
}

function trainFnOf(args: ChildTraining): Promise<TrainDefinition> {
  trainFn ??= loadFunction<TrainDefinition>(args.trainFn, args.delayed ? beginTaskTrain : taskTrain);
  return trainFn;
}

function endTrainFnOf(args: ChildTraining): Promise<EndTraining> {
  endTrainFn ??= loadFunction<EndTraining>(args.endTrainFn, endTaskTrain);
  return endTrainFn;
}

async function partsOf(args: ChildTraining, context: TrainContext): Promise<PoolTrainingOptions> {
  const call = storeCallsOf(context);
  if (call === undefined) throw new Error('This function runs in the child of a trainer.');
  const registry = await registryOf(args);
  const { experiments, artifacts } = remoteStores(call, args.capabilities, facts);
  const storeId = context.claim === undefined ? '' : ((await facts.once(call, 'task.storeId')) as string);
  return { ...args, storeId, registry, experiments: new Experiments(experiments, artifacts, { components: registry }) };
}

/** A step that loads what it needs before its first task. */
interface TrainingStep {
  (input: unknown, context: TrainContext): Promise<unknown>;
  prepare(args: ChildTraining): Promise<void>;
}

export const first: TrainingStep = Object.assign(
  async (input: unknown, context: TrainContext): Promise<unknown> => {
    const args = context.args as ChildTraining;
    return firstStep(await trainFnOf(args), await partsOf(args, context))(input, context);
  },
  {
    prepare: async (args: ChildTraining): Promise<void> => {
      await Promise.all([registryOf(args), trainFnOf(args)]);
    },
  },
);

export const second: TrainingStep = Object.assign(
  async (input: unknown, context: TrainContext): Promise<unknown> => {
    const args = context.args as ChildTraining;
    return secondStep(await endTrainFnOf(args), await partsOf(args, context))(input, context);
  },
  {
    prepare: async (args: ChildTraining): Promise<void> => {
      await Promise.all([registryOf(args), endTrainFnOf(args)]);
    },
  },
);
