import {
  ArtifactStore,
  bindFactory,
  type Clock,
  ExperimentStore,
  type Plugin,
  plugin,
  systemClock,
  TaskStore,
} from '@windrow/core';
import { MemoryArtifactStore } from './artifact/memory-artifact-store.js';
import { MemoryExperimentStore } from './experiment/memory-experiment-store.js';
import { MemoryTaskStore } from './task/memory-task-store.js';

export interface MemoryStoreOptions {
  /** The clock of all three stores; default: the machine's. */
  readonly clock?: Clock;
}

/**
 * The plugin that binds all three stores to memory. What they hold ends with the container.
 *
 * @example
 * const app = await createContainer(memoryStore());
 * const manager = new TaskManager(app.get(TaskStore), 'rolling');
 */
export function memoryStore(options: MemoryStoreOptions = {}): Plugin {
  const clock = options.clock ?? systemClock;
  return plugin('store-memory', {
    bindings: [
      bindFactory(
        TaskStore,
        () => new MemoryTaskStore({ clock }),
        (store) => store.close(),
      ),
      bindFactory(
        ExperimentStore,
        () => new MemoryExperimentStore({ clock }),
        (store) => store.close(),
      ),
      bindFactory(
        ArtifactStore,
        () => new MemoryArtifactStore({ clock }),
        (store) => store.close(),
      ),
    ],
  });
}
