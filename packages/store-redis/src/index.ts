export { RedisConnection } from './connection/redis-connection.js';
export type { RedisClient, RedisStoreOptions } from './connection/redis-options.js';
export { RedisTaskStore } from './tasks/redis-task-store.js';
