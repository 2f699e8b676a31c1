export * from './errors/child-errors.js';
export * from './errors/trainer-errors.js';
export { type RunTasksOptions, runTasks } from './run-tasks.js';
export { fillPlaceholders } from './task/fill-placeholders.js';
export {
  beginTaskTrain,
  endTaskTrain,
  type TaskTrainOptions,
  type TrainingParts,
  taskTrain,
} from './task/task-train.js';
export { DelayTrainerRM, type DelayTrainerRMOptions } from './trainer/delay-trainer-rm.js';
export type { IsolationOptions } from './trainer/isolation-options.js';
export {
  DelayTrainerR,
  type DelayTrainerROptions,
  type EndTraining,
  type TrainDefinition,
  TrainerR,
  type TrainerROptions,
} from './trainer/trainer-r.js';
export { TrainerRM } from './trainer/trainer-rm.js';
export type { TrainerRMOptions, TrainRMOptions } from './trainer/trainer-rm-options.js';
export type { AttemptHooks } from './worker/attempt-hooks.js';
export { Worker } from './worker/worker.js';
export type { WorkerEvent, WorkerSummary } from './worker/worker-event.js';
export type { HandlerModule, Isolation, WorkerOptions } from './worker/worker-options.js';
