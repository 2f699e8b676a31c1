import { type FilterNode, type StatusCounts, TASK_STATUSES, type TaskStatus } from '@windrow/core';
import type { Document } from 'mongodb';
import { COLLECTIONS } from '../connection/schema.js';
import { filterQuery } from './filter-query.js';
import type { TaskSession } from './task-session.js';

const NONE: StatusCounts = Object.freeze({ waiting: 0, running: 0, part_done: 0, done: 0, failed: 0, cancelled: 0 });

interface Counted {
  readonly _id: TaskStatus;
  readonly n: number;
}

/** One number per status, from the index alone: a grouping over the whole pool would read its documents on some servers. */
export async function countAll({ tasks }: TaskSession, pool: string): Promise<StatusCounts> {
  const [first = [], ...others] = TASK_STATUSES.map((status): Document[] => [
    { $match: { pool, status } },
    { $count: 'n' },
    { $project: { _id: { $literal: status }, n: 1 } },
  ]);
  const unions = others.map((pipeline) => ({ $unionWith: { coll: COLLECTIONS.tasks, pipeline } }));
  return countsOf(await tasks.aggregate<Counted>([...first, ...unions]).toArray());
}

/** Counts what matches, on the server. */
export async function countMatching({ tasks }: TaskSession, pool: string, filter: FilterNode): Promise<StatusCounts> {
  const counted = await tasks
    .aggregate<Counted>([
      { $match: { $and: [{ pool }, filterQuery(filter)] } },
      { $group: { _id: '$status', n: { $sum: 1 } } },
    ])
    .toArray();
  return countsOf(counted);
}

function countsOf(counted: readonly Counted[]): StatusCounts {
  return { ...NONE, ...Object.fromEntries(counted.map(({ _id, n }) => [_id, n])) };
}
