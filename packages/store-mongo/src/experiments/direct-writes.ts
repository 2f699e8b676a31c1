import type { FencedWrite, RecorderInfo, RecorderStatus, Tags } from '@windrow/core';
import type { Document, Filter, UpdateFilter } from 'mongodb';
import { isFieldName } from '../tasks/queryable.js';
import { NOW } from '../tasks/task-session.js';
import { type ExperimentCollections, type RecorderDoc, recorderInfo } from './experiment-docs.js';

/*
 * Writes that most recorders take without being read first: one round trip in place of two. Undefined is no answer: the recorder is not
 * there, has another status, a newer attempt, or tags that are kept as text, and `changeRecorder` finds out which.
 */

/** Compare-and-set of the status. */
export async function setStatusDirectly(
  collections: ExperimentCollections,
  id: string,
  change: {
    readonly from: readonly RecorderStatus[];
    readonly to: RecorderStatus;
    readonly unflushed?: readonly string[];
  } & FencedWrite,
): Promise<RecorderInfo | undefined> {
  const { from, to, unflushed } = change;
  const ended = to === 'FINISHED' || to === 'FAILED';
  const set = {
    status: to,
    rev: { $add: ['$rev', 1] },
    ...fenceField(change),
    ...(to === 'RUNNING' ? { startedAt: { $ifNull: ['$startedAt', NOW] } } : {}),
    ...(ended ? { endedAt: NOW } : {}),
    ...(unflushed === undefined ? {} : { unflushed: { $literal: [...unflushed] } }),
  };
  const steps = ended ? [{ $set: set }] : [{ $set: set }, { $unset: 'endedAt' }];
  return write(collections, id, { ...fenceFilter(change), status: { $in: [...from] } }, steps);
}

/** Tags whose names can be a field's. */
export async function setTagsDirectly(
  collections: ExperimentCollections,
  id: string,
  tags: Tags,
  options: FencedWrite,
): Promise<RecorderInfo | undefined> {
  const entries = Object.entries(tags);
  if (!entries.every(([name]) => isFieldName(name))) return undefined;
  const set = Object.fromEntries(entries.map(([name, value]) => [`tags.${name}`, value]));
  const update = { $set: { ...set, ...fenceField(options) }, $inc: { rev: 1 } };
  if (Object.keys(update.$set).length === 0) return undefined;
  return write(collections, id, { ...fenceFilter(options), tagsText: { $exists: false } }, update);
}

/** A recorder without a task takes any fence, and is left to those who look first. */
function fenceFilter({ fence }: FencedWrite): Document {
  return fence === undefined ? {} : { 'task.fence': { $lte: fence } };
}

function fenceField({ fence }: FencedWrite): Document {
  return fence === undefined ? {} : { 'task.fence': fence };
}

async function write(
  { recorders }: ExperimentCollections,
  id: string,
  where: Document,
  update: Document | readonly Document[],
): Promise<RecorderInfo | undefined> {
  const filter = { _id: id, ...where } as Filter<RecorderDoc>;
  const doc = await recorders.findOneAndUpdate(filter, update as UpdateFilter<RecorderDoc>, {
    returnDocument: 'after',
  });
  return doc === null ? undefined : recorderInfo(doc);
}
