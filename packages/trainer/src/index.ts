export * from './errors/trainer-errors.js';
export { fillPlaceholders } from './task/fill-placeholders.js';
export { loadModel, type TrainingContext, trainDefinition } from './task/train-definition.js';
