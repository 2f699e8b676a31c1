import type { ArtifactOwner } from '../store/artifact-store.js';
import type { ExperimentStore } from '../store/experiment-store.js';
import type { StoredResult } from '../store/stored-task.js';
import type { TaskStore } from '../store/task-store.js';
import { RESULT_FOLDER, resultName } from './large-values.js';

/** Knows what still points at artifacts. Each answer is read afresh from the store. */
export interface ArtifactKeeper {
  /** Whether the owner exists. */
  isAlive(owner: ArtifactOwner): Promise<boolean>;
  /** Whether a living owner can leave artifacts behind that it no longer points at. */
  readonly replaces: boolean;
  /** Whether a living owner has left this one behind. */
  isReplaced(owner: ArtifactOwner, name: string): Promise<boolean>;
}

/** A task points at its result and at its last step's; the attempt that runs may be about to. */
export function taskKeeper(store: TaskStore): ArtifactKeeper {
  return {
    replaces: true,
    async isAlive(owner) {
      if (owner.kind !== 'task') return true;
      return (await store.read(owner.pool, [owner.taskId], [])).length > 0;
    },
    async isReplaced(owner, name) {
      if (owner.kind !== 'task' || !name.startsWith(RESULT_FOLDER)) return false;
      const [task] = await store.read(owner.pool, [owner.taskId], ['result', 'stepResult']);
      if (task === undefined) return false;
      if (task.status === 'running' && name === resultName(task.fence)) return false;
      return name !== artifactName(task.result) && name !== artifactName(task.stepResult);
    },
  };
}

/** A recorder keeps all it has until it is purged, also while it is deleted and can be restored. */
export function recorderKeeper(store: ExperimentStore): ArtifactKeeper {
  return {
    replaces: false,
    async isAlive(owner) {
      return owner.kind !== 'recorder' || (await store.getRecorder(owner.recorderId)) !== undefined;
    },
    async isReplaced() {
      return false;
    },
  };
}

function artifactName(result: StoredResult | undefined): string | undefined {
  return result?.kind === 'artifact' ? result.name : undefined;
}
