import {
  type ComponentFactory,
  component,
  type Dataset,
  Frame,
  InvalidComponentError,
  type Model,
  type Plugin,
  plugin,
} from 'windrow';

/** Your model: forecasts what each shop sold on average on that day of the week. */
class SeasonalMean implements Model {
  #means = new Map<string, number>();

  async fit(dataset: Dataset): Promise<void> {
    const features = await dataset.features('train');
    const label = (await dataset.label('train')).column('label');
    const sums = new Map<string, { total: number; count: number }>();
    for (const [row, group] of groupsOf(features).entries()) {
      const value = label[row] as number;
      if (Number.isNaN(value)) continue;
      const { total, count } = sums.get(group) ?? { total: 0, count: 0 };
      sums.set(group, { total: total + value, count: count + 1 });
    }
    this.#means = new Map([...sums].map(([group, { total, count }]) => [group, total / count]));
  }

  async predict(dataset: Dataset, segment: string): Promise<Frame> {
    const features = await dataset.features(segment);
    const { times, timeCodes, instruments, instrumentCodes } = features;
    const score = Float64Array.from(groupsOf(features), (group) => this.#means.get(group) ?? Number.NaN);
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

  save(): unknown {
    return { means: this.#means };
  }

  static load(state: unknown): SeasonalMean {
    const { means } = state as { means?: unknown };
    if (!(means instanceof Map)) {
      throw new InvalidComponentError('model', 'SeasonalMean', 'cannot be loaded: this is not what its save() made');
    }
    const model = new SeasonalMean();
    model.#means = means as Map<string, number>;
    return model;
  }
}

/** The shop and the day of the week of each row. Scaled features keep the days apart. */
function groupsOf(features: Frame): readonly string[] {
  const weekday = features.column('weekday');
  return Array.from(features.instrumentCodes, (shop, row) => `${features.instruments[shop]} ${weekday[row]}`);
}

const factory: ComponentFactory<SeasonalMean> = {
  create: () => new SeasonalMean(),
  load: (state) => SeasonalMean.load(state),
};

export function seasonalMean(): Plugin {
  return plugin('my/seasonal-mean', { components: [component('model', 'SeasonalMean', factory)] });
}
