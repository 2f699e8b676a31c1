import { type ComponentFactory, Frame, parseKwargs, type RecordContext, type RecordStep } from 'windrow';
import { z } from 'zod';

const schema = z.strictObject({ reserve: z.number().min(0) });

/** One's own record: on how many district days the forecast and a reserve above it would not have been enough water. */
class DryTapsRecord implements RecordStep {
  constructor(readonly options: { readonly reserve: number }) {}

  async run({ recorder }: RecordContext): Promise<void> {
    const [pred, label] = await Promise.all([recorder.loadObject('pred'), recorder.loadObject('label')]);
    if (!Frame.isFrame(pred) || !Frame.isFrame(label)) throw new TypeError('DryTapsRecord comes after SignalRecord.');
    const used = label.column('label');
    const short = pred
      .column('score')
      .filter((score, row) => (used[row] as number) > score * (1 + this.options.reserve));
    await recorder.logMetrics({ 'dry taps': short.length, 'district days': used.length });
  }
}

export const dryTapsRecord: ComponentFactory<DryTapsRecord> = {
  create: (kwargs) => new DryTapsRecord(parseKwargs('record', 'DryTapsRecord', schema, kwargs)),
};
