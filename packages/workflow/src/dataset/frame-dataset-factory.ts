import {
  type ComponentFactory,
  type DataHandler,
  InvalidComponentError,
  type JsonObject,
  parseKwargs,
  type SegmentRange,
} from '@windrow/core';
import { toInstantMs } from '@windrow/frame';
import { z } from 'zod';
import { FrameDataset } from './frame-dataset.js';

const bound = z.union([z.string(), z.null()], {
  error: 'must be a date such as "2020-01-31", or null for an open end',
});
const segment = z.tuple([bound, bound], { error: 'must be [start, end]' });
const schema = z.strictObject({
  handler: z.looseObject({ class: z.string() }, { error: 'must be an object { class, kwargs } that names a handler' }),
  segments: z.record(z.string(), segment, {
    error: 'must map segment names to [start, end]; a dataset needs segments',
  }),
  scale: z.enum(['standard', 'none'], { error: "must be 'standard' or 'none'" }).optional(),
  fit: segment.optional(),
});

/**
 * `{ class: 'FrameDataset', kwargs: { handler, segments, scale?, fit? } }`. The handler is made once per worker for equal kwargs
 * and shared by all tasks, read-only.
 */
export const frameDatasetFactory: ComponentFactory<FrameDataset> = {
  async create(kwargs, context) {
    const checked = parseKwargs('dataset', 'FrameDataset', schema, kwargs);
    const segments = new Map(
      Object.entries(checked.segments).map(([name, range]) => [name, toRange(`segments.${name}`, range)]),
    );
    const fit = checked.fit === undefined ? undefined : toRange('fit', checked.fit);
    const data = await context.shared(`handler ${JSON.stringify(checked.handler)}`, async () => {
      const handler = await context.registry.create<DataHandler>('handler', checked.handler);
      return handler.load();
    });
    return new FrameDataset({
      config: { class: 'FrameDataset', kwargs: kwargs as JsonObject },
      data,
      segments,
      ...(checked.scale === undefined ? {} : { scale: checked.scale }),
      ...(fit === undefined ? {} : { fit }),
    });
  },
};

function toRange(where: string, [start, end]: readonly [string | null, string | null]): SegmentRange {
  try {
    return {
      from: start === null ? undefined : toInstantMs(start),
      to: end === null ? undefined : toInstantMs(end),
    };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidComponentError('dataset', 'FrameDataset', `has a wrong date in kwargs.${where}: ${reason}`, {
      cause,
    });
  }
}
