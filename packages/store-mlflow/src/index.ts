export { MlflowArtifactStore } from './artifacts/mlflow-artifact-store.js';
export { MlflowRefusedError, MlflowReplyError } from './connection/errors.js';
export { MlflowExperimentStore } from './experiments/mlflow-experiment-store.js';
export { mlflowExperiments } from './mlflow-experiments.js';
export type { MlflowOptions } from './mlflow-options.js';
export { type MlflowStores, openMlflow } from './open-mlflow.js';
