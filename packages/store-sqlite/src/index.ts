export { FileArtifactStore, type FileArtifactStoreOptions } from './artifacts/file-artifact-store.js';
export { SqliteExperimentStore } from './experiments/sqlite-experiment-store.js';
export type { Durability, SqliteStoreOptions } from './file/open-file.js';
export { openSqliteStore, type SqliteStore } from './open-sqlite-store.js';
export { SqliteDirectory } from './sqlite-directory.js';
export { sqliteStore } from './sqlite-store.js';
export { parseStoreUrl } from './store-url.js';
export { SqliteTaskStore } from './tasks/sqlite-task-store.js';
