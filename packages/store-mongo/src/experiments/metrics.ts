import { type FencedWrite, type MetricPoint, type SeriesQuery, SeriesThinner } from '@windrow/core';
import { MongoBulkWriteError, type WriteError } from 'mongodb';
import { isDuplicateEntry, isWriteConflict } from '../connection/mongo-error.js';
import type { ExperimentCollections, RecorderDoc } from './experiment-docs.js';
import { changeRecorder, requireRecorder } from './recorder-writes.js';

/** Points per write. */
const BATCH = 1_000;
const TRIES = 5;

/**
 * Stores points, then what the recorder shows of each metric. The fence is checked first: a point of a lost attempt that slips in
 * between is overwritten by the attempt that goes on, at the same step.
 */
export async function logMetrics(
  collections: ExperimentCollections,
  id: string,
  points: readonly MetricPoint[],
  options: FencedWrite,
): Promise<void> {
  await changeRecorder(collections, id, options, () => ({ set: {} }));
  const lastOfStep = new Map(points.map((point) => [JSON.stringify([point.key, point.step]), point]));
  const distinct = [...lastOfStep.values()];
  for (let from = 0; from < distinct.length; from += BATCH) {
    const taken = await insert(collections, id, distinct.slice(from, from + BATCH));
    if (taken.length > 0) await upsert(collections, id, taken);
  }
  const newest = new Map<string, MetricPoint>();
  for (const point of distinct) {
    const known = newest.get(point.key);
    if (known === undefined || point.step >= known.step) newest.set(point.key, point);
  }
  if (newest.size === 0) return;
  await changeRecorder(collections, id, options, (doc) => ({ set: { last: merged(doc.last, newest) } }));
}

function merged(last: RecorderDoc['last'], newest: ReadonlyMap<string, MetricPoint>): RecorderDoc['last'] {
  const all = new Map(last.map((entry) => [entry.key, entry]));
  for (const { key, step, value } of newest.values()) {
    const known = all.get(key);
    if (known === undefined || step >= known.step) all.set(key, { key, step, value });
  }
  return [...all.values()];
}

/** Points are mostly new, and an insert costs the server a fraction of an upsert. Gives back those whose step has a point already. */
async function insert(
  collections: ExperimentCollections,
  id: string,
  points: readonly MetricPoint[],
): Promise<readonly MetricPoint[]> {
  try {
    await collections.metrics.insertMany(
      points.map(({ key, step, value, time }) => ({ recorderId: id, key, step, value, time })),
      { ordered: false },
    );
    return [];
  } catch (error) {
    // What a conflict kept out may be there or not: each of them is written again.
    if (isWriteConflict(error)) return points;
    const refused = duplicatesOf(error);
    if (refused === undefined) throw error;
    return refused.flatMap(({ index }) => points[index] ?? []);
  }
}

async function upsert(collections: ExperimentCollections, id: string, points: readonly MetricPoint[]): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await collections.metrics.bulkWrite(
        points.map(({ key, step, value, time }) => ({
          updateOne: {
            filter: { recorderId: id, key, step },
            update: { $set: { value, time } },
            upsert: true,
          },
        })),
        { ordered: false },
      );
      return;
    } catch (error) {
      const raced = duplicatesOf(error) !== undefined;
      if (tries === TRIES || !(raced || isWriteConflict(error))) throw error;
    }
  }
}

/** The entries that a bulk write was refused for, when nothing else was wrong than that they are there. */
function duplicatesOf(error: unknown): readonly WriteError[] | undefined {
  if (!(error instanceof MongoBulkWriteError)) return undefined;
  const refused = [error.writeErrors].flat() as readonly WriteError[];
  return refused.every(isDuplicateEntry) ? refused : undefined;
}

/** By step, ascending. @throws RecorderNotFoundError */
export async function readSeries(
  collections: ExperimentCollections,
  id: string,
  key: string,
  { fromStep, toStep, points }: SeriesQuery,
): Promise<readonly MetricPoint[]> {
  await requireRecorder(collections, id);
  const step = {
    ...(fromStep === undefined ? {} : { $gte: fromStep }),
    ...(toStep === undefined ? {} : { $lte: toStep }),
  };
  const asked = { recorderId: id, key, ...(Object.keys(step).length === 0 ? {} : { step }) };
  // Before the cursor is opened: what is logged meanwhile is one of the last points.
  const thinner =
    points === undefined ? undefined : new SeriesThinner(await collections.metrics.countDocuments(asked), points);
  const all: MetricPoint[] = [];
  const docs = collections.metrics
    .find(asked, { projection: { _id: 0, step: 1, value: 1, time: 1 } })
    .sort({ step: 1 })
    .batchSize(10_000);
  for await (const doc of docs) {
    const point = { key, step: doc.step, value: doc.value, time: doc.time };
    if (thinner === undefined) all.push(point);
    else thinner.add(point);
  }
  return thinner?.finish() ?? all;
}
