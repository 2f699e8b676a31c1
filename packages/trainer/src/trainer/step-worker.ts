import type { TrainFunction } from '@windrow/core';
import { loadFunction } from '../isolate/load-export.js';
import { type ChildTraining, capabilitiesOf, trainingModule } from '../isolate/training-module.js';
import { beginTaskTrain, endTaskTrain, taskTrain } from '../task/task-train.js';
import type { HandlerModule, WorkerOptions } from '../worker/worker-options.js';
import { checkIsolation, type IsolationOptions } from './isolation-options.js';
import { firstStep, type PoolTrainingOptions, secondStep } from './pool-training.js';
import type { EndTraining, TrainDefinition } from './trainer-r.js';

/** The training step of a trainer. */
export interface TrainingStep extends IsolationOptions, Omit<PoolTrainingOptions, 'storeId'> {
  readonly step: 'first' | 'second';
  /** Whether the default first step only prepares. */
  readonly delayed: boolean;
  readonly storeId: () => Promise<string>;
  readonly trainFn?: TrainDefinition | HandlerModule | undefined;
  readonly endTrainFn?: EndTraining | HandlerModule | undefined;
}

type StepWorker = Pick<
  WorkerOptions,
  'train' | 'args' | 'isolate' | 'memoryLimitBytes' | 'timeLimitMs' | 'maxTasksPerChild'
>;

/** How a worker runs this step, here or in children. @throws InvalidArgumentError where a child could not know what to run */
export function stepWorker(step: TrainingStep): StepWorker {
  const { isolate = 'inline', timeLimitMs, memoryLimitBytes, maxTasksPerChild } = step;
  const limits = {
    ...(timeLimitMs === undefined ? {} : { timeLimitMs }),
    ...(memoryLimitBytes === undefined ? {} : { memoryLimitBytes }),
    ...(maxTasksPerChild === undefined ? {} : { maxTasksPerChild }),
  };
  if (isolate === 'inline') return { ...limits, train: inlineStep(step) };
  return { ...limits, isolate, train: trainingModule(step.step), args: childTraining(step) };
}

/** What the children of this step are told. @throws InvalidArgumentError */
export function childTraining(step: Omit<TrainingStep, 'storeId' | 'registry'>): ChildTraining {
  const { trainFn, endTrainFn, delayed, experiment, recorderName, components, experiments } = step;
  checkIsolation(step, step.step === 'first' ? { trainFn } : { endTrainFn });
  return {
    experiment,
    recorderName,
    delayed,
    components,
    trainFn: trainFn as HandlerModule | undefined,
    endTrainFn: endTrainFn as HandlerModule | undefined,
    capabilities: capabilitiesOf(experiments),
  };
}

/** The function is loaded once, before anything is claimed; the store's id is asked for when the first task comes. */
function inlineStep(step: TrainingStep): TrainFunction {
  let loaded: Promise<(parts: PoolTrainingOptions) => TrainFunction> | undefined;
  const load = (): NonNullable<typeof loaded> => {
    loaded ??= loadStep(step);
    return loaded;
  };
  let storeId: string | undefined;
  const train: TrainFunction = async (input, context) => {
    storeId ??= await step.storeId();
    return (await load())({ ...step, storeId })(input, context);
  };
  return Object.assign(train, {
    prepare: async (): Promise<void> => {
      await load();
    },
  });
}

async function loadStep(step: TrainingStep): Promise<(parts: PoolTrainingOptions) => TrainFunction> {
  if (step.step === 'first') {
    const trainFn = await loadFunction<TrainDefinition>(step.trainFn, step.delayed ? beginTaskTrain : taskTrain);
    return (parts) => firstStep(trainFn, parts);
  }
  const endTrainFn = await loadFunction<EndTraining>(step.endTrainFn, endTaskTrain);
  return (parts) => secondStep(endTrainFn, parts);
}
