import type { ArtifactStore, ExperimentStore, JsonValue } from '@windrow/core';
import { MlflowArtifactStore, MlflowExperimentStore, type MlflowOptions } from '../src/index.js';

/** What other processes of the suites open. */
export async function openExperimentStore(options: JsonValue): Promise<ExperimentStore> {
  return new MlflowExperimentStore(options as MlflowOptions);
}

export async function openArtifactStore(options: JsonValue): Promise<ArtifactStore> {
  return new MlflowArtifactStore(options as MlflowOptions);
}
