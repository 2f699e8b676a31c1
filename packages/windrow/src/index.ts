export * from '@windrow/core';
export * from '@windrow/ensembles';
// The class; core's port of the same name is its type's contract.
export { Group } from '@windrow/ensembles';
export * from '@windrow/frame';
export * from '@windrow/trainer';
export * from '@windrow/workflow';
export type { Answer, Answers } from './cli/answers/answers.js';
export type { WindrowConfig } from './cli/load-config.js';
export { createWindrow, type Windrow, type WindrowOptions } from './compose/create-windrow.js';
export { storeFromUrl } from './compose/store-from-url.js';
export type { ScoreRow } from './run/ensemble-objects.js';
export { type PlanOptions, planWorkflow, type WorkflowPlan } from './run/plan-workflow.js';
export { type RunWorkflowOptions, runWorkflow, type WorkflowResult } from './run/run-workflow.js';
export type { TrainingProgress } from './run/train-plan.js';
export { OutputNotAFrameError } from './run/write-outputs.js';
