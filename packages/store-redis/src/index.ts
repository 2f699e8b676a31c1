export { RedisArtifactStore, type RedisArtifactStoreOptions } from './artifacts/redis-artifact-store.js';
export { RedisConnection, type StoreIdentity } from './connection/redis-connection.js';
export type { RedisClient, RedisStoreOptions } from './connection/redis-options.js';
export { RedisExperimentStore } from './experiments/redis-experiment-store.js';
export { redisStore } from './redis-store.js';
export { RedisTaskStore } from './tasks/redis-task-store.js';
