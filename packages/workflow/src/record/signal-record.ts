import {
  type ComponentFactory,
  type Dataset,
  type Model,
  parseKwargs,
  type RecordContext,
  type RecordStep,
} from '@windrow/core';
import { z } from 'zod';

const schema = z.strictObject({
  segment: z.string().min(1, 'must name a segment').optional(),
  model: z.custom<Model>((value) => typeof value === 'object', 'must be <MODEL>').optional(),
  dataset: z.custom<Dataset>((value) => typeof value === 'object', 'must be <DATASET>').optional(),
});

/** Of which segment a `SignalRecord` keeps the forecast. */
export interface SignalRecordOptions {
  /** Default `test`. */
  readonly segment?: string | undefined;
  /** Default: the task's own; `<MODEL>` in a definition says the same. */
  readonly model?: Model | undefined;
  /** Default: the task's own; `<DATASET>` in a definition says the same. */
  readonly dataset?: Dataset | undefined;
}

/**
 * Keeps what a collector wants later: artifact `pred` (column `score`) and `label` (as observed) of the test segment.
 * (Reference: `SignalRecord`.)
 */
export class SignalRecord implements RecordStep {
  readonly #options: SignalRecordOptions;

  constructor(options: SignalRecordOptions = {}) {
    this.#options = options;
  }

  async run(context: RecordContext): Promise<void> {
    const { segment = 'test', model = context.model, dataset = context.dataset } = this.#options;
    await context.recorder.saveObject('pred', await model.predict(dataset, segment));
    await context.recorder.saveObject('label', await dataset.label(segment, { raw: true }));
  }
}

export const signalRecordFactory: ComponentFactory<SignalRecord> = {
  create: (kwargs) => new SignalRecord(parseKwargs('record', 'SignalRecord', schema, kwargs)),
};
