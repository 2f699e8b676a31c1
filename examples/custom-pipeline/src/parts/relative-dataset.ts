import {
  type ComponentFactory,
  type DataHandler,
  type Dataset,
  Frame,
  InvalidComponentError,
  type JsonObject,
  parseKwargs,
  parseSegments,
  type SegmentRange,
  toInstantMs,
} from 'windrow';
import { z } from 'zod';

const schema = z.strictObject({
  handler: z.looseObject({ class: z.string() }),
  segments: z.record(z.string(), z.tuple([z.string().nullable(), z.string().nullable()])),
});

/**
 * One's own dataset: features and labels of a district divided by what it used on average in training, so that large and small districts
 * teach each other. `label(…, { raw: true })` is in litres.
 */
export const relativeDataset: ComponentFactory<RelativeDataset> = {
  async create(kwargs, { registry, shared }) {
    const { handler, segments } = parseKwargs('dataset', 'RelativeDataset', schema, kwargs);
    const data = await shared(`water ${JSON.stringify(handler)}`, async () =>
      (await registry.create<DataHandler>('handler', handler)).load(),
    );
    return new RelativeDataset(kwargs, data.features, data.label, rangesOf(segments));
  },
};

export class RelativeDataset implements Dataset {
  readonly config: JsonObject;
  readonly times: Float64Array;
  readonly #usual: ReadonlyMap<string, number>;

  constructor(
    kwargs: JsonObject,
    private readonly data: Frame,
    private readonly labels: Frame,
    readonly segments: ReadonlyMap<string, SegmentRange>,
  ) {
    this.config = { class: 'RelativeDataset', kwargs };
    this.times = data.times;
    this.#usual = usualUse(this.#cut(data, 'train'));
  }

  features(segment: string): Frame {
    return this.#relative(this.#cut(this.data, segment), ['today']);
  }

  label(segment: string, { raw = false }: { readonly raw?: boolean } = {}): Frame {
    const cut = this.#cut(this.labels, segment);
    return raw ? cut : this.#relative(cut, ['label']);
  }

  /** What a district usually uses, to turn a relative forecast into litres. */
  usual(district: string): number {
    return this.#usual.get(district) ?? Number.NaN;
  }

  #cut(frame: Frame, segment: string): Frame {
    const range = this.segments.get(segment);
    if (range === undefined)
      throw new InvalidComponentError('dataset', 'RelativeDataset', `has no segment "${segment}"`);
    return frame.select(range.from, range.to);
  }

  #relative(frame: Frame, names: readonly string[]): Frame {
    return withColumns(
      frame,
      [...frame.columns].map(([name, values]) => [
        name,
        names.includes(name) ? values.map((value, row) => value / this.usual(districtOf(frame, row))) : values,
      ]),
    );
  }
}

/** The rows of a frame with other columns. */
export function withColumns(frame: Frame, columns: readonly (readonly [string, Float64Array])[]): Frame {
  const { times, timeCodes, instruments, instrumentCodes } = frame;
  return Frame.fromParts({
    times,
    timeCodes,
    instruments,
    instrumentCodes,
    columns,
    sorted: frame.isSorted(),
    unique: frame.isUnique(),
  });
}

export function districtOf(frame: Frame, row: number): string {
  return frame.instruments[frame.instrumentCodes[row] as number] as string;
}

function usualUse(train: Frame): ReadonlyMap<string, number> {
  const sums = new Map<string, { readonly total: number; readonly days: number }>();
  for (const [row, value] of train.column('today').entries()) {
    const { total, days } = sums.get(districtOf(train, row)) ?? { total: 0, days: 0 };
    sums.set(districtOf(train, row), { total: total + value, days: days + 1 });
  }
  return new Map([...sums].map(([district, { total, days }]) => [district, total / days]));
}

function rangesOf(segments: Parameters<typeof parseSegments>[0]): ReadonlyMap<string, SegmentRange> {
  const bound = (text: unknown): number | undefined => (text === null ? undefined : toInstantMs(text as string));
  return new Map(
    Object.entries(parseSegments(segments)).map(([name, [from, to]]) => [name, { from: bound(from), to: bound(to) }]),
  );
}
