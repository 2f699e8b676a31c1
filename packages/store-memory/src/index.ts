export { MemoryArtifactStore, type MemoryArtifactStoreOptions } from './artifact/memory-artifact-store.js';
export { MemoryExperimentStore, type MemoryExperimentStoreOptions } from './experiment/memory-experiment-store.js';
export { type MemoryStoreOptions, memoryStore } from './memory-store.js';
export { MemoryTaskStore, type MemoryTaskStoreOptions } from './task/memory-task-store.js';
