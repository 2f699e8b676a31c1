export { MemoryTaskStore, type MemoryTaskStoreOptions } from './task/memory-task-store.js';
