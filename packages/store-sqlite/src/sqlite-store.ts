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
import type { SqliteStoreOptions } from './file/open-file.js';
import { openSqliteStore, type SqliteStore } from './open-sqlite-store.js';

const Opened = token<SqliteStore>('store-sqlite/Opened');

/**
 * The plugin that binds all three stores to one directory, by default `.windrow` in the working directory. It is opened while the
 * container is created, and closed with it.
 *
 * @example
 * const app = await createContainer(sqliteStore({ directory: '/data/rolling' }));
 */
export function sqliteStore(options: SqliteStoreOptions = {}): Plugin {
  return plugin('store-sqlite', {
    bindings: [
      bindAsync(
        Opened,
        () => openSqliteStore(options),
        (store) => store.close(),
      ),
      bindFactory(TaskStore, (resolve) => resolve(Opened).tasks),
      bindFactory(ExperimentStore, (resolve) => resolve(Opened).experiments),
      bindFactory(ArtifactStore, (resolve) => resolve(Opened).artifacts),
    ],
  });
}
