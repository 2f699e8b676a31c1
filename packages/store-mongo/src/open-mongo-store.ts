import { MongoArtifactStore } from './artifacts/mongo-artifact-store.js';
import { MongoExperimentStore } from './experiments/mongo-experiment-store.js';
import type { MongoStoreOptions } from './mongo-options.js';
import { MongoTaskStore } from './tasks/mongo-task-store.js';

/** The three stores of one database. Each can be closed by itself. */
export interface MongoStore {
  readonly tasks: MongoTaskStore;
  readonly experiments: MongoExperimentStore;
  readonly artifacts: MongoArtifactStore;
  /** Closes all three, and the connection unless it was given. Twice is fine. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Opens tasks, experiments and artifacts in one database, over one connection pool. Makes collections and indexes where they are
 * missing, whoever else does the same at that moment.
 *
 * @throws StoreConfigurationError the URL or an option is wrong
 * @throws StoreUnavailableError the server cannot be reached
 * @throws StoreVersionError newer code made the data, and this code may not write to them
 *
 * @example
 * const { tasks, experiments, artifacts, close } = await openMongoStore({ url: 'mongodb://db.example/rolling' });
 */
export async function openMongoStore(options: MongoStoreOptions): Promise<MongoStore> {
  const tasks = await MongoTaskStore.open(options);
  let experiments: MongoExperimentStore | undefined;
  let artifacts: MongoArtifactStore | undefined;
  const close = async (): Promise<void> => {
    await tasks.close();
    await experiments?.close();
    await artifacts?.close();
  };
  try {
    experiments = await MongoExperimentStore.open(options);
    artifacts = await MongoArtifactStore.open(options);
  } catch (error) {
    await close();
    throw error;
  }
  return { tasks, experiments, artifacts, close, [Symbol.asyncDispose]: close };
}
