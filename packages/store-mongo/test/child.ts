import type { ArtifactStore, ExperimentStore, JsonValue, TaskStore } from '@windrow/core';
import { MongoArtifactStore, MongoExperimentStore, MongoTaskStore } from '../src/index.js';

type Options = { readonly url: string; readonly database: string };

/** What other processes of the suites open. */
export async function openTaskStore(options: JsonValue): Promise<TaskStore> {
  return MongoTaskStore.open(options as Options);
}

export async function openExperimentStore(options: JsonValue): Promise<ExperimentStore> {
  return MongoExperimentStore.open(options as Options);
}

export async function openArtifactStore(options: JsonValue): Promise<ArtifactStore> {
  return MongoArtifactStore.open(options as Options);
}
