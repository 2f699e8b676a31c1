import type { ArtifactStore, Clock, ExperimentStore, TaskStore } from '@windrow/core';

export type ChaosStoreKind = 'sqlite' | 'mongo' | 'redis';

/** Where the three stores of a run are, as JSON for a worker process. */
export type Place =
  | { readonly kind: 'sqlite'; readonly directory: string }
  /** `name`: of the database, or before every key. */
  | { readonly kind: 'mongo' | 'redis'; readonly url: string; readonly name: string };

export interface OpenedStores {
  readonly tasks: TaskStore;
  readonly experiments: ExperimentStore;
  readonly artifacts: ArtifactStore;
  close(): Promise<void>;
}

/** How long a silent server is waited for: some leases, so that a pause is felt and not waited out. */
const TIMEOUT_MS = 3_000;

/**
 * Opens the stores. Each driver is loaded only where it is used, so that a worker starts quickly.
 *
 * @param clock the machine's, for stores that run in this process
 */
export async function openPlace(place: Place, clock?: Clock): Promise<OpenedStores> {
  if (place.kind === 'sqlite') {
    const { openSqliteStore } = await import('@windrow/store-sqlite');
    return openSqliteStore({ directory: place.directory, ...(clock === undefined ? {} : { clock }) });
  }
  if (place.kind === 'mongo') {
    const { openMongoStore } = await import('@windrow/store-mongo');
    return openMongoStore({
      url: place.url,
      database: place.name,
      clientOptions: {
        serverSelectionTimeoutMS: TIMEOUT_MS,
        connectTimeoutMS: TIMEOUT_MS,
        socketTimeoutMS: TIMEOUT_MS,
        waitQueueTimeoutMS: TIMEOUT_MS,
      },
    });
  }
  const { RedisArtifactStore, RedisConnection, RedisExperimentStore, RedisTaskStore } = await import(
    '@windrow/store-redis'
  );
  const connection = await RedisConnection.open({
    url: place.url,
    prefix: place.name,
    timeoutMs: TIMEOUT_MS,
    onWarning: () => {},
  });
  const tasks = new RedisTaskStore(connection);
  const experiments = new RedisExperimentStore(connection);
  const artifacts = new RedisArtifactStore(connection);
  return {
    tasks,
    experiments,
    artifacts,
    close: async () => {
      await tasks.close();
      await experiments.close();
      await artifacts.close();
    },
  };
}
