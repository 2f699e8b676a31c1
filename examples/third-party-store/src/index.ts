export { ToyData } from './toy-data.js';
export { ToyTaskStore } from './toy-task-store.js';
