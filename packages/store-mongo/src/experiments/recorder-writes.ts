import {
  ExperimentNotFoundError,
  type FencedWrite,
  type NewRecorder,
  RecorderFencedError,
  type RecorderInfo,
  RecorderNotFoundError,
  type RecorderStatus,
  StoreUnavailableError,
} from '@windrow/core';
import type { Document, UpdateFilter } from 'mongodb';
import { isDuplicate } from '../connection/mongo-error.js';
import { tagFields } from '../tasks/tag-fields.js';
import { NOW } from '../tasks/task-session.js';
import { type ExperimentCollections, type RecorderDoc, recorderInfo } from './experiment-docs.js';

/** How often a write that others were quicker than is computed anew. */
const TRIES = 50;

type Doc = RecorderDoc & { readonly now: number };

/** What a write changes, as fields. */
export interface RecorderChange {
  readonly set: Readonly<Record<string, unknown>>;
  readonly unset?: readonly string[];
}

/** Idempotent by id. @throws ExperimentNotFoundError */
export async function createRecorder(
  collections: ExperimentCollections,
  experimentId: string,
  given: NewRecorder,
): Promise<RecorderInfo> {
  const [experiment, { seq, now }] = await Promise.all([
    collections.experiments.findOne({ _id: experimentId }),
    collections.next(),
  ]);
  if (experiment === null || experiment.deleted) return createdBefore(collections, experimentId, given);
  const doc = {
    _id: given.id,
    experimentId,
    name: given.name,
    seq,
    deleted: false,
    createdAt: now,
    ...(given.task === undefined ? {} : { task: { ...given.task } }),
    ...tagFields(given.tags),
    paramsText: '{}',
    params: {},
    environmentText: JSON.stringify(given.environment),
    last: [],
    unflushed: [],
    rev: 0,
    ...statusFields(given.status, now, undefined).set,
  } as unknown as RecorderDoc;
  try {
    await collections.recorders.insertOne(doc);
    return recorderInfo({ ...doc, tags: { ...given.tags } });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    return createdBefore(collections, experimentId, given);
  }
}

/** What a create that is repeated has made before. @throws ExperimentNotFoundError when it has made nothing */
async function createdBefore(
  { recorders }: ExperimentCollections,
  experimentId: string,
  { id }: NewRecorder,
): Promise<RecorderInfo> {
  const doc = await recorders.findOne({ _id: id });
  if (doc === null) throw new ExperimentNotFoundError(experimentId);
  return recorderInfo(doc);
}

/** @throws RecorderNotFoundError */
export async function requireRecorder(collections: ExperimentCollections, id: string): Promise<Doc> {
  const [doc] = await collections.recorders.aggregate<Doc>([{ $match: { _id: id } }, { $set: { now: NOW } }]).toArray();
  if (doc === undefined) throw new RecorderNotFoundError(id);
  return doc;
}

/**
 * Reads a recorder, computes a change, and writes it only if nobody wrote in between; else again.
 *
 * @throws RecorderNotFoundError, RecorderFencedError
 */
export async function changeRecorder(
  collections: ExperimentCollections,
  id: string,
  options: FencedWrite,
  change: (doc: Doc) => RecorderChange,
): Promise<RecorderInfo> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const doc = await requireRecorder(collections, id);
    checkFence(doc, options);
    const { set, unset = [] } = change(doc);
    const raised = options.fence !== undefined && doc.task !== undefined && options.fence > doc.task.fence;
    const update: Document = {
      $set: { ...set, ...(raised ? { 'task.fence': options.fence } : {}) },
      $inc: { rev: 1 },
      ...(unset.length === 0 ? {} : { $unset: Object.fromEntries(unset.map((name) => [name, ''])) }),
    };
    if (Object.keys(update['$set']).length === 0) delete update['$set'];
    const written = await collections.recorders.findOneAndUpdate(
      { _id: id, rev: doc.rev },
      update as UpdateFilter<RecorderDoc>,
      { returnDocument: 'after' },
    );
    if (written !== null) return recorderInfo(written);
  }
  throw new StoreUnavailableError(
    'The MongoDB experiment store',
    'write',
    `others wrote to recorder ${id} all the time`,
  );
}

/** @throws RecorderFencedError for a write from an attempt that is no longer the current one */
function checkFence(doc: RecorderDoc, { fence }: FencedWrite): void {
  if (fence !== undefined && doc.task !== undefined && fence < doc.task.fence) {
    throw new RecorderFencedError(doc._id, fence, doc.task.fence);
  }
}

/** The first start stays; an end is taken back when the recorder goes on. */
export function statusFields(status: RecorderStatus, now: number, startedAt: number | undefined): RecorderChange {
  const ended = status === 'FINISHED' || status === 'FAILED';
  return {
    set: {
      status,
      ...(status === 'RUNNING' && startedAt === undefined ? { startedAt: now } : {}),
      ...(ended ? { endedAt: now } : {}),
    },
    unset: ended ? [] : ['endedAt'],
  };
}
