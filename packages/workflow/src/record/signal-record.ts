import { type ComponentFactory, parseKwargs, type RecordContext, type RecordStep } from '@windrow/core';
import { z } from 'zod';

const schema = z.strictObject({ segment: z.string().min(1).optional() });

/**
 * Keeps what a collector wants later: artifact `pred` (column `score`) and `label` (as observed) of the test segment.
 * (Reference: `SignalRecord`.)
 */
export class SignalRecord implements RecordStep {
  readonly #segment: string;

  /** `segment` is `test` when not given. */
  constructor(options: { readonly segment?: string } = {}) {
    this.#segment = options.segment ?? 'test';
  }

  async run({ recorder, model, dataset }: RecordContext): Promise<void> {
    await recorder.saveObject('pred', await model.predict(dataset, this.#segment));
    await recorder.saveObject('label', await dataset.label(this.#segment, { raw: true }));
  }
}

export const signalRecordFactory: ComponentFactory<SignalRecord> = {
  create: (kwargs) => {
    const { segment } = parseKwargs('record', 'SignalRecord', schema, kwargs);
    return new SignalRecord(segment === undefined ? {} : { segment });
  },
};
