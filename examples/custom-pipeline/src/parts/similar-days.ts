import {
  type ComponentFactory,
  type Dataset,
  type Frame,
  InvalidComponentError,
  type Model,
  parseKwargs,
} from 'windrow';
import { z } from 'zod';
import { districtOf, RelativeDataset, withColumns } from './relative-dataset.js';

const schema = z.strictObject({ days: z.int().positive() });

interface Past {
  readonly today: Float64Array;
  readonly warmth: Float64Array;
  readonly sunday: Float64Array;
  readonly label: Float64Array;
}

/** One's own model: tomorrow is like the mean of the `days` most similar district days of training. */
class SimilarDays implements Model {
  #past: Past | undefined;

  constructor(readonly options: { readonly days: number }) {}

  async fit(dataset: Dataset): Promise<void> {
    const features = await dataset.features('train');
    const label = (await dataset.label('train')).column('label');
    this.#past = { ...columnsOf(features), label };
  }

  async predict(dataset: Dataset, segment: string): Promise<Frame> {
    if (!(dataset instanceof RelativeDataset)) {
      throw new InvalidComponentError(
        'model',
        'SimilarDays',
        'needs a RelativeDataset, which knows what a district usually uses',
      );
    }
    const features = dataset.features(segment);
    const asked = columnsOf(features);
    const past = this.save().past;
    const score = Float64Array.from(
      asked.today,
      (today, row) =>
        dataset.usual(districtOf(features, row)) *
        this.#similar(past, today, asked.warmth[row] as number, asked.sunday[row] as number),
    );
    return withColumns(features, [['score', score]]);
  }

  save(): { readonly days: number; readonly past: Past } {
    if (this.#past === undefined) throw new InvalidComponentError('model', 'SimilarDays', 'has seen no day yet');
    return { days: this.options.days, past: this.#past };
  }

  static load(state: unknown): SimilarDays {
    const { days, past } = state as { readonly days: number; readonly past: Past };
    const model = new SimilarDays({ days });
    model.#past = past;
    return model;
  }

  #similar(past: Past, today: number, warmth: number, sunday: number): number {
    const distances = Float64Array.from(
      past.today,
      (value, at) =>
        (10 * (value - today)) ** 2 +
        ((past.warmth[at] as number) - warmth) ** 2 +
        (100 * ((past.sunday[at] as number) - sunday)) ** 2,
    );
    const order = Array.from(distances.keys()).sort(
      (a, b) => (distances[a] as number) - (distances[b] as number) || a - b,
    );
    const nearest = order.slice(0, this.options.days);
    return nearest.reduce((so, at) => so + (past.label[at] as number), 0) / nearest.length;
  }
}

function columnsOf(features: Frame): Omit<Past, 'label'> {
  return { today: features.column('today'), warmth: features.column('warmth'), sunday: features.column('sunday') };
}

export const similarDays: ComponentFactory<SimilarDays> = {
  create: (kwargs) => new SimilarDays(parseKwargs('model', 'SimilarDays', schema, kwargs)),
  load: (state) => SimilarDays.load(state),
};
