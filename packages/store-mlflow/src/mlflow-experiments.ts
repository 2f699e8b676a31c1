import {
  ArtifactStore,
  bindAsync,
  bindFactory,
  ExperimentStore,
  override,
  type Plugin,
  plugin,
  token,
} from '@windrow/core';
import type { MlflowOptions } from './mlflow-options.js';
import { type MlflowStores, openMlflow } from './open-mlflow.js';

const Opened = token<MlflowStores>('store-mlflow/Opened');

/**
 * The plugin that keeps experiments and artifacts in an MLflow tracking server, beside a store that keeps the tasks: put it after that
 * one. The server is asked once while the container is created.
 *
 * @example
 * const windrow = await createWindrow({
 *   store: 'sqlite:./data',
 *   plugins: [mlflowExperiments({ trackingUri: 'http://mlflow.example:5000' })],
 * });
 */
export function mlflowExperiments(options: MlflowOptions = {}): Plugin {
  return override(
    plugin('store-mlflow', {
      bindings: [
        bindAsync(
          Opened,
          () => openMlflow(options),
          (stores) => stores.close(),
        ),
        bindFactory(ExperimentStore, (resolve) => resolve(Opened).experiments),
        bindFactory(ArtifactStore, (resolve) => resolve(Opened).artifacts),
      ],
    }),
  );
}
