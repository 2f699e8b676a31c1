import type { ArtifactStore, ExperimentStore, JsonValue, TaskStore } from '@windrow/core';
import { RedisArtifactStore } from '../src/artifacts/redis-artifact-store.js';
import type { RedisStoreOptions } from '../src/connection/redis-options.js';
import { RedisExperimentStore } from '../src/experiments/redis-experiment-store.js';
import { RedisTaskStore } from '../src/tasks/redis-task-store.js';

const quiet = (options: JsonValue) => ({ ...(options as unknown as RedisStoreOptions), onWarning: () => {} });

/** What other processes of the suites open. */
export async function openTaskStore(options: JsonValue): Promise<TaskStore> {
  return RedisTaskStore.open(quiet(options));
}

export async function openExperimentStore(options: JsonValue): Promise<ExperimentStore> {
  return RedisExperimentStore.open(quiet(options));
}

export async function openArtifactStore(options: JsonValue): Promise<ArtifactStore> {
  return RedisArtifactStore.open(quiet(options));
}
