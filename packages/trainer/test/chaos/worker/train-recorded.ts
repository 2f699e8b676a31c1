import { setTimeout as sleep } from 'node:timers/promises';
import {
  ComponentRegistry,
  type Dataset,
  Experiments,
  type JsonObject,
  type Model,
  type RecordContext,
  type Recorder,
} from '@windrow/core';
import { TrainerRM, taskTrain, type WorkerEvent } from '../../../src/index.js';
import { type ChaosDefinition, POOLS } from '../definitions.js';
import type { OpenedStores } from '../store/open-place.js';
import type { CrashingArtifacts } from './crashing-artifacts.js';
import { PoisonError } from './poison-error.js';
import type { StepLog } from './step-log.js';

export const EXPERIMENT: string = POOLS.recorded;

/** A chaos task as a definition that names components. */
export function recordedDefinition(task: ChaosDefinition): JsonObject {
  const kwargs = { ...task } as unknown as JsonObject;
  return {
    model: { class: 'ChaosModel', kwargs },
    dataset: { class: 'Nothing' },
    record: { class: 'KeepBytes', kwargs },
  };
}

/** The chaos task in such a definition. */
export function recordedTask(definition: unknown): ChaosDefinition {
  return (definition as { model: { kwargs: ChaosDefinition } }).model.kwargs;
}

export interface RecordedWorkerOptions {
  readonly leaseMs: number;
  readonly log: StepLog;
  readonly uploads: CrashingArtifacts;
  readonly onEvent: (event: WorkerEvent) => void;
}

/** The trainer of the recorded pool, as a worker process has it. `stores` are those that write down what they do. */
export function recordedTrainer(stores: OpenedStores, options: RecordedWorkerOptions): TrainerRM {
  const { leaseMs, log, uploads, onEvent } = options;
  const registry = components(uploads);
  return new TrainerRM({
    store: stores.tasks,
    artifacts: stores.artifacts,
    experiments: new Experiments(stores.experiments, stores.artifacts, { components: registry }),
    registry,
    experiment: EXPERIMENT,
    trainFn: async (definition, training) => {
      const { taskId = '', fence = 0 } = training.task ?? {};
      await log.write('started', taskId, fence);
      const ref = await taskTrain(definition, training);
      await log.write('returned', taskId, fence);
      return ref;
    },
    worker: {
      leaseMs,
      pollMs: 200,
      reapEveryMs: 200,
      concurrency: 2,
      handleSignals: true,
      onEvent,
      retry: { noRetryOn: ['POISON'] },
    },
  });
}

/** The same trainer where nothing is trained: it submits and collects. */
export function submittingTrainer(stores: OpenedStores): TrainerRM {
  const registry = components();
  return new TrainerRM({
    store: stores.tasks,
    artifacts: stores.artifacts,
    experiments: new Experiments(stores.experiments, stores.artifacts, { components: registry }),
    registry,
    experiment: EXPERIMENT,
    skipRun: true,
  });
}

/** Components that learn nothing; without `uploads` nothing crashes. */
function components(uploads?: CrashingArtifacts): ComponentRegistry {
  return new ComponentRegistry()
    .register('model', 'ChaosModel', {
      create: (kwargs) => model(kwargs as unknown as ChaosDefinition),
      load: (state) => model(state as ChaosDefinition),
    })
    .register('dataset', 'Nothing', { create: () => nothing })
    .register('record', 'KeepBytes', {
      create: (kwargs) => ({
        run: (context: RecordContext) => keepBytes(kwargs as unknown as ChaosDefinition, context, uploads),
      }),
    });
}

function model(task: ChaosDefinition): Model {
  return {
    fit: async (_dataset, { signal }) => {
      await sleep(task.ms, undefined, { signal });
      if (task.poison === 'throws') throw new PoisonError();
    },
    predict: () => {
      throw new Error('Nobody asks for this.');
    },
    save: () => ({ ...task }),
  };
}

async function keepBytes(
  task: ChaosDefinition,
  { recorder }: RecordContext,
  uploads: CrashingArtifacts | undefined,
): Promise<void> {
  await recorder.logMetrics({ loss: task.number });
  const { id, opened } = recorder as Recorder;
  if (task.crashes === true && opened.task?.fence === 1) uploads?.crashIn(id, opened.task.taskId);
  await recorder.saveObject('bytes', new Uint8Array(task.bytes ?? 1));
}

const nothing: Dataset = {
  config: { class: 'Nothing' },
  segments: new Map(),
  features: () => {
    throw new Error('Nobody asks for this.');
  },
  label: () => {
    throw new Error('Nobody asks for this.');
  },
};
