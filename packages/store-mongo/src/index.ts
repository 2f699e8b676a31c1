export type { MongoStoreOptions } from './mongo-options.js';
export { MongoTaskStore } from './tasks/mongo-task-store.js';
