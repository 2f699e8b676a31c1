import { randomUUID } from 'node:crypto';
import { type AnyBulkWriteOperation, MongoBulkWriteError, type UpdateFilter, type WriteError } from 'mongodb';
import { isDuplicateEntry } from '../connection/mongo-error.js';
import type { TaskDoc } from './task-doc.js';
import type { TaskSession } from './task-session.js';

/** A new state of one task, computed from what was read of it. */
export interface Planned {
  readonly doc: Pick<TaskDoc, '_id' | 'pool' | 'rev'>;
  readonly set: Readonly<Record<string, unknown>>;
  readonly unset?: readonly string[];
  /** An ended attempt, for the history. */
  readonly attempt?: TaskDoc['history'][number];
}

export interface Applied {
  /** Document ids of what was written. */
  readonly written: ReadonlySet<string>;
  /** Document ids of what a unique index refused. */
  readonly refused: ReadonlySet<string>;
}

/** Last attempts kept whole. */
const HISTORY_LIMIT = 100;

/** Writes each only if nothing has come between the reading and this: one batch, and one look at it when some were too late. */
export async function writeUnchanged({ tasks }: TaskSession, planned: readonly Planned[]): Promise<Applied> {
  if (planned.length === 0) return { written: new Set(), refused: new Set() };
  const call = randomUUID();
  const operations = planned.map((plan) => operationOf(plan, call));
  let matched = 0;
  const refused = new Set<string>();
  try {
    ({ matchedCount: matched } = await tasks.bulkWrite(operations, { ordered: false }));
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error;
    const entries = [error.writeErrors].flat() as readonly WriteError[];
    if (entries.length === 0 || !entries.every(isDuplicateEntry)) throw error;
    for (const { index } of entries) refused.add(planned[index]?.doc._id ?? '');
  }
  const ids = planned.map(({ doc }) => doc._id);
  if (matched === planned.length) return { written: new Set(ids), refused };
  const pools = [...new Set(planned.map(({ doc }) => doc.pool))];
  const found = await tasks
    .find({ pool: { $in: pools }, _id: { $in: ids }, changedBy: call }, { projection: { _id: 1 } })
    .toArray();
  return { written: new Set(found.map(({ _id }) => _id)), refused };
}

function operationOf({ doc, set, unset = [], attempt }: Planned, call: string): AnyBulkWriteOperation<TaskDoc> {
  const update = {
    $set: { ...set, changedBy: call },
    $inc: { rev: 1, ...(attempt === undefined ? {} : { [`totals.${attempt.outcome}`]: 1 }) },
    ...(unset.length === 0 ? {} : { $unset: Object.fromEntries(unset.map((name) => [name, ''])) }),
    ...(attempt === undefined ? {} : { $push: { history: { $each: [attempt], $slice: -HISTORY_LIMIT } } }),
  };
  const filter = { pool: doc.pool, _id: doc._id, rev: doc.rev };
  return { updateOne: { filter, update: update as unknown as UpdateFilter<TaskDoc> } };
}
