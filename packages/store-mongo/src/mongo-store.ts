import {
  ArtifactStore,
  bindAsync,
  bindFactory,
  ExperimentStore,
  type Plugin,
  plugin,
  TaskStore,
  token,
} from '@windrow/core';
import type { MongoStoreOptions } from './mongo-options.js';
import { type MongoStore, openMongoStore } from './open-mongo-store.js';

const Opened = token<MongoStore>('store-mongo/Opened');

/**
 * The plugin that binds all three stores to one database. It is opened while the container is created, and closed with it; a client
 * that was given stays open.
 *
 * @example
 * const app = await createContainer(mongoStore({ url: 'mongodb://db.example', database: 'rolling' }));
 */
export function mongoStore(options: MongoStoreOptions): Plugin {
  return plugin('store-mongo', {
    bindings: [
      bindAsync(
        Opened,
        () => openMongoStore(options),
        (store) => store.close(),
      ),
      bindFactory(TaskStore, (resolve) => resolve(Opened).tasks),
      bindFactory(ExperimentStore, (resolve) => resolve(Opened).experiments),
      bindFactory(ArtifactStore, (resolve) => resolve(Opened).artifacts),
    ],
  });
}
