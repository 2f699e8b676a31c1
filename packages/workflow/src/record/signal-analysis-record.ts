import { type ComponentFactory, parseKwargs, type RecordContext, type RecordStep } from '@windrow/core';
import { z } from 'zod';
import { analyseSignal, type SignalAnalysisOptions } from '../analysis/analyse-signal.js';
import { recordedSignal } from './recorded-signal.js';

const schema = z.strictObject({
  longShort: z.boolean({ error: 'must be true or false' }).optional(),
  annScaler: z.number().positive('must be a positive number of periods per year').optional(),
  quantile: z.number().gt(0, 'must be above 0').max(0.5, 'must be at most 0.5').optional(),
});

/**
 * Analyses what a {@link SignalRecord} before it left: artifacts `sig_analysis/ic` and `sig_analysis/ric` (and with `longShort`
 * `sig_analysis/long_short_r`, `sig_analysis/long_avg_r`), and their summary as metrics. (Reference: `SigAnaRecord`.)
 */
export class SignalAnalysisRecord implements RecordStep {
  constructor(readonly options: SignalAnalysisOptions = {}) {}

  /** @throws SignalMissingError when no SignalRecord came before */
  async run({ recorder }: RecordContext): Promise<void> {
    const { pred, label } = await recordedSignal('SignalAnalysisRecord', recorder);
    const { metrics, series } = analyseSignal(pred, label, this.options);
    await recorder.logMetrics(metrics);
    for (const [name, frame] of series) await recorder.saveObject(`sig_analysis/${name}`, frame);
  }
}

export const signalAnalysisRecordFactory: ComponentFactory<SignalAnalysisRecord> = {
  create: (kwargs) => new SignalAnalysisRecord(parseKwargs('record', 'SignalAnalysisRecord', schema, kwargs)),
};
