export { analyseSignal, type SignalAnalysis, type SignalAnalysisOptions } from './analysis/analyse-signal.js';
export { FrameDataset, type FrameDatasetOptions } from './dataset/frame-dataset.js';
export * from './errors/workflow-errors.js';
export { RidgeModel } from './model/ridge-model.js';
export { type LinearCoefficients, ridgeRegression } from './model/ridge-regression.js';
export { ForecastMetricsRecord } from './record/forecast-metrics-record.js';
export { SignalAnalysisRecord } from './record/signal-analysis-record.js';
export { SignalRecord, type SignalRecordOptions } from './record/signal-record.js';
export { workflow } from './workflow-plugin.js';
