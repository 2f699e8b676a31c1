import {
  type ArtifactStore,
  ArtifactStore as ArtifactStoreToken,
  type ComponentRegistry,
  Components,
  type Container,
  createContainer,
  type ExperimentStore,
  ExperimentStore as ExperimentStoreToken,
  Experiments,
  type Plugin,
  TaskManager,
  type TaskManagerOptions,
  type TaskStore,
  TaskStore as TaskStoreToken,
} from '@windrow/core';
import { ensembles } from '@windrow/ensembles';
import { DelayTrainerRM, type DelayTrainerRMOptions, TrainerRM, type TrainerRMOptions } from '@windrow/trainer';
import { workflow } from '@windrow/workflow';
import { DEFAULT_STORE, storeFromUrl } from './store-from-url.js';

/** The store, and what you bring along. */
export interface WindrowOptions {
  /** A store's plugin or its URL. Default: the environment's `WINDROW_STORE`, else `sqlite:.windrow`. */
  readonly store?: Plugin | string;
  /** Beside the built-in models, datasets, records, groups and ensembles; `workflow()` and `ensembles()` may be listed, and count once. */
  readonly plugins?: readonly Plugin[];
}

type Parts = 'store' | 'artifacts' | 'experiments' | 'registry';

/** Everything wired: stores, experiments, components. Close it when done, or use `await using`. */
export interface Windrow extends AsyncDisposable {
  readonly container: Container;
  readonly tasks: TaskStore;
  readonly experimentStore: ExperimentStore;
  readonly artifacts: ArtifactStore;
  readonly experiments: Experiments;
  readonly components: ComponentRegistry;
  /** The tasks of one pool. */
  pool(name: string, options?: TaskManagerOptions): TaskManager;
  /** Trains through a pool; see {@link TrainerRM}. */
  trainer(options: Omit<TrainerRMOptions, Parts>): TrainerRM;
  /** Prepares, and trains later; see {@link DelayTrainerRM}. */
  delayTrainer(options: Omit<DelayTrainerRMOptions, Parts>): DelayTrainerRM;
  close(): Promise<void>;
}

/**
 * Opens Windrow with one call: the embedded store unless told otherwise, the built-in components, and your plugins.
 *
 * @throws StoreConfigurationError, StoreUnavailableError and what else a store throws while it opens; DuplicatePluginError,
 * BindingConflictError for plugins that do not fit together
 *
 * @example
 * await using windrow = await createWindrow();
 * const recorders = await windrow.trainer({ experiment: 'rolling' }).run(tasks);
 */
export async function createWindrow(options: WindrowOptions = {}): Promise<Windrow> {
  const store = options.store ?? process.env['WINDROW_STORE'] ?? DEFAULT_STORE;
  const container = await createContainer(
    typeof store === 'string' ? await storeFromUrl(store) : store,
    workflow(),
    ensembles(),
    ...(options.plugins ?? []),
  );
  const tasks = container.get(TaskStoreToken);
  const experimentStore = container.get(ExperimentStoreToken);
  const artifacts = container.get(ArtifactStoreToken);
  const components = container.get(Components);
  const experiments = new Experiments(experimentStore, artifacts, { components });
  const parts = { store: tasks, artifacts, experiments, registry: components };
  const close = (): Promise<void> => container.close();
  return {
    container,
    tasks,
    experimentStore,
    artifacts,
    experiments,
    components,
    pool: (name, manager) => new TaskManager(tasks, name, { artifacts, ...manager }),
    trainer: (trainer) => new TrainerRM({ ...parts, ...trainer }),
    delayTrainer: (trainer) => new DelayTrainerRM({ ...parts, ...trainer }),
    close,
    [Symbol.asyncDispose]: close,
  };
}
