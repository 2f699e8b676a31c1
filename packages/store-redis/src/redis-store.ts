import { ArtifactStore, bindAsync, ExperimentStore, type Plugin, plugin, TaskStore } from '@windrow/core';
import { RedisArtifactStore, type RedisArtifactStoreOptions } from './artifacts/redis-artifact-store.js';
import { RedisConnection } from './connection/redis-connection.js';
import { checkOptions } from './connection/redis-options.js';
import { RedisExperimentStore } from './experiments/redis-experiment-store.js';
import { RedisTaskStore } from './tasks/redis-task-store.js';

/**
 * The plugin that binds all three stores to one Redis server or cluster, over one connection (and one more for events). A client of
 * yours is never closed.
 *
 * @throws InvalidArgumentError, StoreConfigurationError for an option; what opening throws comes from `createContainer`
 *
 * @example
 * const app = await createContainer(redisStore({ url: 'redis://127.0.0.1:6379' }));
 * const manager = new TaskManager(app.get(TaskStore), 'rolling');
 */
export function redisStore(options: RedisArtifactStoreOptions): Plugin {
  checkOptions(options);
  const connect = sharedConnection(options);
  return plugin('store-redis', {
    bindings: [
      bindAsync(
        TaskStore,
        async () => new RedisTaskStore(await connect()),
        (store) => store.close(),
      ),
      bindAsync(
        ExperimentStore,
        async () => new RedisExperimentStore(await connect()),
        (store) => store.close(),
      ),
      bindAsync(
        ArtifactStore,
        async () => new RedisArtifactStore(await connect(), options),
        (store) => store.close(),
      ),
    ],
  });
}

/** One connection for the stores of a container; another when the plugin is used again after they were closed. */
function sharedConnection(options: RedisArtifactStoreOptions): () => Promise<RedisConnection> {
  let opening: Promise<RedisConnection> | undefined;
  return async () => {
    opening ??= RedisConnection.open(options);
    try {
      const connection = await opening;
      if (!connection.closed) return connection;
      opening = RedisConnection.open(options);
      return await opening;
    } catch (error) {
      opening = undefined;
      throw error;
    }
  };
}
