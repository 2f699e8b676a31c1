import { join } from 'node:path';
import { FileArtifactStore } from './artifacts/file-artifact-store.js';
import { SqliteExperimentStore } from './experiments/sqlite-experiment-store.js';
import type { SqliteStoreOptions } from './file/open-file.js';
import { SqliteDirectory } from './sqlite-directory.js';
import { SqliteTaskStore } from './tasks/sqlite-task-store.js';

/** Where the artifacts of a directory lie. */
const ARTIFACTS = 'artifacts';

/** The three stores of one directory. Each can be closed by itself. */
export interface SqliteStore {
  readonly tasks: SqliteTaskStore;
  readonly experiments: SqliteExperimentStore;
  readonly artifacts: FileArtifactStore;
  /** Closes all three. Twice is fine. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Opens tasks, experiments and artifacts in one directory, which any number of processes of one machine may share. Makes it where
 * it is missing, and brings an older one up to date.
 *
 * @throws InvalidArgumentError for an option
 * @throws StoreConfigurationError the path is no directory, is read-only, or holds another program's database
 * @throws StoreCorruptError the database is damaged; it stays as it is
 * @throws StoreVersionError newer code made it, and this code may not write to it; it stays as it is
 * @throws StoreFullError there is no room to make it
 * @throws StoreUnavailableError other processes kept it locked for `busyTimeoutMs`
 *
 * @example
 * const { tasks, experiments, artifacts, close } = await openSqliteStore({ directory: '.windrow' });
 */
export async function openSqliteStore(options: SqliteStoreOptions = {}): Promise<SqliteStore> {
  const directory = await SqliteDirectory.open(options);
  const tasks = new SqliteTaskStore(directory);
  const experiments = new SqliteExperimentStore(directory);
  const close = async (): Promise<void> => {
    await tasks.close();
    await experiments.close();
    await artifacts?.close();
  };
  let artifacts: FileArtifactStore | undefined;
  try {
    const { directory: path, durability, sync } = directory.options;
    artifacts = new FileArtifactStore({ directory: join(path, ARTIFACTS), clock: directory.clock, durability, sync });
  } catch (error) {
    await close();
    throw error;
  }
  return { tasks, experiments, artifacts, close, [Symbol.asyncDispose]: close };
}
