import {
  ArtifactStore,
  bindFactory,
  Clock,
  ExperimentStore,
  type Plugin,
  plugin,
  type Resolve,
  systemClock,
  TaskStore,
  WindrowError,
} from '@windrow/core';
import { MemoryArtifactStore } from './artifact/memory-artifact-store.js';
import { MemoryExperimentStore } from './experiment/memory-experiment-store.js';
import { MemoryTaskStore } from './task/memory-task-store.js';

/** What the stores in memory may be given. */
export interface MemoryStoreOptions {
  /** The clock of all three stores; default: what the container binds to `Clock`, else the machine's. */
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
  const clockFrom = (resolve: Resolve): Clock => options.clock ?? boundClock(resolve);
  return plugin('store-memory', {
    bindings: [
      bindFactory(
        TaskStore,
        (resolve) => new MemoryTaskStore({ clock: clockFrom(resolve) }),
        (store) => store.close(),
      ),
      bindFactory(
        ExperimentStore,
        (resolve) => new MemoryExperimentStore({ clock: clockFrom(resolve) }),
        (store) => store.close(),
      ),
      bindFactory(
        ArtifactStore,
        (resolve) => new MemoryArtifactStore({ clock: clockFrom(resolve) }),
        (store) => store.close(),
      ),
    ],
  });
}

function boundClock(resolve: Resolve): Clock {
  try {
    return resolve(Clock);
  } catch (error) {
    if (WindrowError.is(error, 'MISSING_BINDING')) return systemClock;
    throw error;
  }
}
