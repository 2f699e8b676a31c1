import {
  type ComponentFactory,
  component,
  type Dataset,
  type FitContext,
  Frame,
  InvalidComponentError,
  type Model,
  NothingToLearnError,
  type Plugin,
  parseKwargs,
  plugin,
} from 'windrow';
import { z } from 'zod';
import { LOSSES, slopeOf } from './losses.js';

const schema = z.strictObject({
  loss: z.enum(LOSSES),
  delta: z.number().positive().default(3),
  tau: z.number().gt(0).lt(1).default(0.7),
  epochs: z.int().positive().default(600),
  learningRate: z.number().positive().default(1),
});
type Options = z.output<typeof schema>;

const state = z.object({ options: schema, weights: z.instanceof(Float64Array) });

/**
 * A linear forecast learned by gradient descent on a loss of choice, over all rows at once. The step shrinks as 1/√epoch, which losses
 * with a kink need. Wants standardised features.
 */
export class GradientModel implements Model {
  /** The intercept, then one weight per feature. */
  #weights: Float64Array | undefined;

  constructor(readonly options: Options) {}

  async fit(dataset: Dataset, context: FitContext): Promise<void> {
    const rows = table(await dataset.features('train'));
    const label = (await dataset.label('train')).column('label');
    const known = rows.flatMap((row, at) => (Number.isNaN(label[at]) || row.some(Number.isNaN) ? [] : [at]));
    if (known.length === 0) throw new NothingToLearnError('GradientModel', rows.length);
    const { loss, epochs, learningRate } = this.options;
    const slope = slopeOf(loss, this.options);
    const weights = new Float64Array((rows[0]?.length ?? 0) + 1);
    // Near the answer from the start: the mean of what is learned.
    weights[0] = known.reduce((so, at) => so + (label[at] as number), 0) / known.length;
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const gradient = new Float64Array(weights.length);
      for (const at of known) {
        const row = rows[at] as readonly number[];
        const push = slope(forecast(weights, row) - (label[at] as number)) / known.length;
        gradient[0] = (gradient[0] as number) + push;
        row.forEach((value, k) => {
          gradient[k + 1] = (gradient[k + 1] as number) + push * value;
        });
      }
      const step = (loss === 'mse' ? 0.1 : 1) * (learningRate / Math.sqrt(epoch));
      for (const [k, value] of gradient.entries()) weights[k] = (weights[k] as number) - step * value;
    }
    context.progress({ epochs });
    this.#weights = weights;
  }

  async predict(dataset: Dataset, segment: string): Promise<Frame> {
    const features = await dataset.features(segment);
    const { times, timeCodes, instruments, instrumentCodes } = features;
    const weights = this.save().weights;
    const score = Float64Array.from(table(features), (row) => forecast(weights, row));
    return Frame.fromParts({
      times,
      timeCodes,
      instruments,
      instrumentCodes,
      columns: [['score', score]],
      sorted: features.isSorted(),
      unique: features.isUnique(),
    });
  }

  save(): { readonly options: Options; readonly weights: Float64Array } {
    if (this.#weights === undefined)
      throw new InvalidComponentError('model', 'GradientModel', 'has learned nothing yet');
    return { options: this.options, weights: this.#weights };
  }

  static load(saved: unknown): GradientModel {
    const parsed = state.safeParse(saved);
    if (!parsed.success)
      throw new InvalidComponentError('model', 'GradientModel', 'cannot be loaded: this is not what its save() made');
    const model = new GradientModel(parsed.data.options);
    model.#weights = parsed.data.weights;
    return model;
  }
}

function table(features: Frame): readonly (readonly number[])[] {
  const columns = [...features.columns.values()];
  return Array.from({ length: features.length }, (_, row) => columns.map((values) => values[row] as number));
}

function forecast(weights: Float64Array, row: readonly number[]): number {
  return row.reduce((so, value, k) => so + (weights[k + 1] as number) * value, weights[0] as number);
}

const factory: ComponentFactory<GradientModel> = {
  create: (kwargs) => new GradientModel(parseKwargs('model', 'GradientModel', schema, kwargs)),
  load: (saved) => GradientModel.load(saved),
};

export function gradientModel(): Plugin {
  return plugin('example/gradient-model', { components: [component('model', 'GradientModel', factory)] });
}
