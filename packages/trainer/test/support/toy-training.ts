import {
  type ArtifactStore,
  ComponentRegistry,
  type Dataset,
  type ExperimentStore,
  Experiments,
  type Model,
  type RecordContext,
  type TaskDefinition,
  type TaskStore,
} from '@windrow/core';
import { Frame } from '@windrow/frame';
import { MemoryArtifactStore, MemoryExperimentStore, MemoryTaskStore } from '@windrow/store-memory';

/** Everything that training needs, with a model that learns nothing and counts how often it was asked to. */
export interface ToyTraining {
  readonly store: TaskStore;
  readonly artifacts: ArtifactStore;
  readonly experiments: Experiments;
  readonly registry: ComponentRegistry;
  /** How often each value was fitted. */
  readonly fits: Map<number, number>;
}

/** The three stores it is kept in; default in memory. */
export interface ToyStores {
  readonly tasks: TaskStore;
  readonly experiments: ExperimentStore;
  readonly artifacts: ArtifactStore;
}

export function memoryStores(): ToyStores {
  return {
    tasks: new MemoryTaskStore(),
    experiments: new MemoryExperimentStore(),
    artifacts: new MemoryArtifactStore(),
  };
}

export function toyTraining(stores: ToyStores = memoryStores()): ToyTraining {
  const fits = new Map<number, number>();
  const registry = toyRegistry(fits);
  const { tasks: store, artifacts } = stores;
  const experiments = new Experiments(stores.experiments, artifacts, { components: registry });
  return { store, artifacts, experiments, registry, fits };
}

/** The toy's components; `fits` counts how often each value was fitted. */
export function toyRegistry(fits: Map<number, number> = new Map()): ComponentRegistry {
  return new ComponentRegistry()
    .register('model', 'Constant', {
      create: (kwargs) => constant(kwargs['value'] as number, kwargs['fail'] === true, fits),
      load: (state) => constant((state as { value: number }).value, false, fits),
    })
    .register('dataset', 'OneDay', { create: () => oneDay })
    .register('record', 'KeepPrediction', {
      create: (kwargs) => ({
        run: async ({ recorder, model, dataset }: RecordContext) => {
          await recorder.saveObject('pred', await model.predict(dataset, 'test'));
          await recorder.saveObject('kwargs', Object.keys(kwargs));
        },
      }),
    });
}

export function toyTask(value: number, more: Record<string, unknown> = {}): TaskDefinition {
  return {
    model: { class: 'Constant', kwargs: { value, ...more } },
    dataset: { class: 'OneDay' },
    record: { class: 'KeepPrediction', kwargs: { model: '<MODEL>' } },
  } as TaskDefinition;
}

const oneDay: Dataset = {
  config: { class: 'OneDay' },
  segments: new Map([['test', { from: 0, to: 0 }]]),
  features: () => frame(0),
  label: () => frame(0),
};

function constant(value: number, fail: boolean, fits: Map<number, number>): Model {
  return {
    fit: () => {
      fits.set(value, (fits.get(value) ?? 0) + 1);
      if (fail) throw new Error(`value ${value} cannot be learnt`);
    },
    predict: () => frame(value),
    save: () => ({ value }),
  };
}

function frame(score: number): Frame {
  return Frame.fromParts({
    times: Float64Array.of(0),
    timeCodes: Int32Array.of(0),
    instruments: [''],
    instrumentCodes: Int32Array.of(0),
    columns: [['score', Float64Array.of(score)]],
    sorted: true,
    unique: true,
  });
}
