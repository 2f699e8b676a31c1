export * from './errors/trainer-errors.js';
export { fillPlaceholders } from './task/fill-placeholders.js';
export { loadModel, type TrainingContext, trainDefinition } from './task/train-definition.js';
export type { AttemptHooks } from './worker/attempt-hooks.js';
export { Worker } from './worker/worker.js';
export type { WorkerEvent, WorkerSummary } from './worker/worker-event.js';
export type { HandlerModule, Isolation, WorkerOptions } from './worker/worker-options.js';
