import { component, type Plugin, plugin } from '@windrow/core';
import { frameDatasetFactory } from './dataset/frame-dataset-factory.js';
import { ridgeModelFactory } from './model/ridge-model.js';
import { forecastMetricsRecordFactory } from './record/forecast-metrics-record.js';
import { signalAnalysisRecordFactory } from './record/signal-analysis-record.js';
import { signalRecordFactory } from './record/signal-record.js';

const builtIn = plugin('windrow/workflow', {
  components: [
    component('model', 'RidgeModel', ridgeModelFactory),
    component('dataset', 'FrameDataset', frameDatasetFactory),
    component('record', 'SignalRecord', signalRecordFactory),
    component('record', 'SignalAnalysisRecord', signalAnalysisRecordFactory),
    component('record', 'ForecastMetricsRecord', forecastMetricsRecordFactory),
  ],
});

/** The built-in models, datasets and records, for definitions to name; the same plugin each time. */
export function workflow(): Plugin {
  return builtIn;
}
