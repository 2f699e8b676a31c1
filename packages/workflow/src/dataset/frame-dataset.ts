import type { Dataset, HandledData, JsonObject, SegmentRange } from '@windrow/core';
import { Frame, formatInstantShort } from '@windrow/frame';
import { EmptyDataError, UnknownSegmentError } from '../errors/workflow-errors.js';
import { applyScaling, fitScaling, type Scaling } from './standard-scaling.js';

/** What a `FrameDataset` is made of. */
export interface FrameDatasetOptions {
  /** What the artifact `dataset` keeps. */
  readonly config: JsonObject;
  readonly data: HandledData;
  readonly segments: ReadonlyMap<string, SegmentRange>;
  /** `standard`: features minus mean, over standard deviation (ddof 0), both of the fit range. Default `none`. */
  readonly scale?: 'standard' | 'none';
  /** What scaling is fitted on; the segment `train` when absent. */
  readonly fit?: SegmentRange;
}

/**
 * A dataset over frames, cut into segments without a copy. Fitted scaling sees the fit range only, by default the training
 * segment, so nothing of a later day reaches the features of an earlier one. (Reference: `DatasetH`.)
 */
export class FrameDataset implements Dataset {
  readonly config: JsonObject;
  readonly segments: ReadonlyMap<string, SegmentRange>;
  /** Of the features. */
  readonly times: Float64Array;
  readonly #data: HandledData;
  readonly #scaling: ReadonlyMap<string, Scaling> | undefined;

  /** @throws UnknownSegmentError without a `train` segment to fit on; EmptyDataError when the fit range holds no row */
  constructor(options: FrameDatasetOptions) {
    this.config = options.config;
    this.segments = options.segments;
    this.times = options.data.features.times;
    this.#data = options.data;
    if (options.scale === 'standard') {
      const range = options.fit ?? this.#range('train');
      const fitted = this.#cut(options.data.features, options.fit === undefined ? 'train' : 'fit', range);
      this.#scaling = new Map(fitted.columnNames.map((name) => [name, fitScaling(fitted.column(name))]));
    }
  }

  /** @throws UnknownSegmentError, EmptyDataError */
  features(segment: string): Frame {
    const cut = this.#cut(this.#data.features, segment, this.#range(segment));
    const scaling = this.#scaling;
    if (scaling === undefined) return cut;
    return Frame.fromParts({
      times: cut.times,
      timeCodes: cut.timeCodes,
      instruments: cut.instruments,
      instrumentCodes: cut.instrumentCodes,
      columns: cut.columnNames.map((name) => [name, applyScaling(cut.column(name), scaling.get(name) as Scaling)]),
      sorted: cut.isSorted(),
      unique: cut.isUnique(),
    });
  }

  /** The label as observed: this dataset does not transform labels, so `raw` changes nothing. @throws UnknownSegmentError, EmptyDataError */
  label(segment: string): Frame {
    return this.#cut(this.#data.label, segment, this.#range(segment));
  }

  #range(segment: string): SegmentRange {
    const range = this.segments.get(segment);
    if (range === undefined) throw new UnknownSegmentError(segment, [...this.segments.keys()]);
    return range;
  }

  #cut(frame: Frame, segment: string, range: SegmentRange): Frame {
    const cut = frame.select(range.from, range.to);
    if (cut.length > 0) return cut;
    throw new EmptyDataError(segment, spanText(range), spanText({ from: frame.times[0], to: frame.times.at(-1) }));
  }
}

function spanText({ from, to }: SegmentRange): string {
  const text = (ms: number | undefined): string => (ms === undefined ? 'open' : formatInstantShort(ms));
  return `${text(from)} to ${text(to)}`;
}
