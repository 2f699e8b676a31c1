export { MongoArtifactStore } from './artifacts/mongo-artifact-store.js';
export { MongoExperimentStore } from './experiments/mongo-experiment-store.js';
export type { MongoStoreOptions } from './mongo-options.js';
export { mongoStore } from './mongo-store.js';
export { type MongoStore, openMongoStore } from './open-mongo-store.js';
export { MongoTaskStore } from './tasks/mongo-task-store.js';
