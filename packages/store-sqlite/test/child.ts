import type { ArtifactStore, ExperimentStore, JsonValue, TaskStore } from '@windrow/core';
import { FileArtifactStore } from '../src/artifacts/file-artifact-store.js';
import { SqliteExperimentStore } from '../src/experiments/sqlite-experiment-store.js';
import { SqliteTaskStore } from '../src/tasks/sqlite-task-store.js';

/** What other processes of the suites open. */
export async function openTaskStore(options: JsonValue): Promise<TaskStore> {
  return SqliteTaskStore.open(options as { directory: string });
}

export async function openExperimentStore(options: JsonValue): Promise<ExperimentStore> {
  return SqliteExperimentStore.open(options as { directory: string });
}

export async function openArtifactStore(options: JsonValue): Promise<ArtifactStore> {
  return new FileArtifactStore(options as { directory: string });
}
