import { MlflowArtifactStore } from './artifacts/mlflow-artifact-store.js';
import { MlflowConnection } from './connection/mlflow-connection.js';
import { Runs } from './connection/runs.js';
import { MlflowExperimentStore } from './experiments/mlflow-experiment-store.js';
import type { MlflowOptions } from './mlflow-options.js';

/** The two stores of one tracking server. */
export interface MlflowStores {
  readonly experiments: MlflowExperimentStore;
  readonly artifacts: MlflowArtifactStore;
  /** Closes both. Twice is fine. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Opens experiments and artifacts in an MLflow tracking server, and asks it once, so that a wrong address or a wrong password shows
 * here.
 *
 * @throws StoreConfigurationError, StoreUnavailableError, InvalidArgumentError, MlflowReplyError
 *
 * @example
 * const { experiments, artifacts, close } = await openMlflow({ trackingUri: 'http://mlflow.example:5000' });
 */
export async function openMlflow(options: MlflowOptions = {}): Promise<MlflowStores> {
  const connection = new MlflowConnection(options);
  const runs = new Runs(connection);
  const experiments = new MlflowExperimentStore(runs);
  await experiments.identity();
  const close = async (): Promise<void> => connection.close();
  return { experiments, artifacts: new MlflowArtifactStore(runs), close, [Symbol.asyncDispose]: close };
}
