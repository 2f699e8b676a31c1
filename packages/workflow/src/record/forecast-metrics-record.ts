import { type ComponentFactory, parseKwargs, type RecordContext, type RecordStep } from '@windrow/core';
import { mae, r2, rmse } from '@windrow/frame';
import { z } from 'zod';
import { pairedSignal } from '../analysis/paired-signal.js';
import { recordedSignal } from './recorded-signal.js';

/** Logs the metrics `R2`, `RMSE` and `MAE` of what a {@link SignalRecord} before it left, over all rows that have a label. */
export class ForecastMetricsRecord implements RecordStep {
  /** @throws SignalMissingError when no SignalRecord came before */
  async run({ recorder }: RecordContext): Promise<void> {
    const { pred, label } = await recordedSignal('ForecastMetricsRecord', recorder);
    const paired = pairedSignal(pred, label);
    await recorder.logMetrics({
      R2: r2(paired).overall,
      RMSE: rmse(paired).overall,
      MAE: mae(paired).overall,
    });
  }
}

export const forecastMetricsRecordFactory: ComponentFactory<ForecastMetricsRecord> = {
  create: (kwargs) => {
    parseKwargs('record', 'ForecastMetricsRecord', z.strictObject({}), kwargs);
    return new ForecastMetricsRecord();
  },
};
