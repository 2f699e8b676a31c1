export { FrameDataset, type FrameDatasetOptions } from './dataset/frame-dataset.js';
export * from './errors/workflow-errors.js';
export { RidgeModel } from './model/ridge-model.js';
export { type LinearCoefficients, ridgeRegression } from './model/ridge-regression.js';
export { SignalRecord } from './record/signal-record.js';
export { workflow } from './workflow-plugin.js';
