import {
  ExperimentNotFoundError,
  matches,
  type RecorderInfo,
  type RecorderPage,
  type RecorderQuery,
  recorderFields,
} from '@windrow/core';
import type { Filter } from 'mongodb';
import { parseCursor } from '../require-number.js';
import { type ExperimentCollections, type RecorderDoc, recorderInfo } from './experiment-docs.js';

/** Recorders looked at per round trip when a filter is evaluated here. */
const BATCH = 500;

/** Pages by creation number. Metrics are filtered by here, since their names may be anything. @throws ExperimentNotFoundError */
export async function listRecorders(collections: ExperimentCollections, query: RecorderQuery): Promise<RecorderPage> {
  const after = parseCursor(query.cursor);
  const base = await baseQuery(collections, query);
  const cursor = collections.recorders
    .find({ ...base, seq: { $gt: after }, deleted: query.deleted ?? false })
    .sort({ seq: 1 })
    .batchSize(Math.min(BATCH, query.limit + 1));
  const recorders: RecorderInfo[] = [];
  try {
    for await (const doc of cursor) {
      const info = recorderInfo(doc);
      if (query.filter !== undefined && !matches(query.filter, recorderFields(info))) continue;
      if (recorders.length === query.limit) return { recorders, cursor: String(recorders.at(-1)?.seq) };
      recorders.push(info);
    }
  } finally {
    await cursor.close();
  }
  return { recorders };
}

async function baseQuery(
  { experiments }: ExperimentCollections,
  { experimentId }: RecorderQuery,
): Promise<Filter<RecorderDoc>> {
  if (experimentId !== undefined) {
    if ((await experiments.findOne({ _id: experimentId })) === null) throw new ExperimentNotFoundError(experimentId);
    return { experimentId };
  }
  const deleted = await experiments.find({ deleted: true }, { projection: { _id: 1 } }).toArray();
  return deleted.length === 0 ? {} : { experimentId: { $nin: deleted.map(({ _id }) => _id) } };
}
