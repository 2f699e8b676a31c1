import type { Origin, PoolSettingsValues, ReapOutcome, Retention } from '@windrow/core';
import type { Document } from 'mongodb';
import { COLLECTIONS } from '../connection/schema.js';
import { writeUnchanged } from './conditional-update.js';
import { PLANNED_FIELDS, planExpiry } from './plan-change.js';
import type { TaskDoc } from './task-doc.js';
import { NOW, type TaskSession } from './task-session.js';

type Row = TaskDoc & { readonly part: 'pool' | 'task'; readonly now: number; readonly settings?: string };

const NOTHING: ReapOutcome = { expired: [], due: 0, retired: 0, more: false };

/** Returns what has expired, lets in what has fallen due, removes what is old enough: at most `limit` of each. */
export async function reapPool(session: TaskSession, pool: string, limit: number): Promise<ReapOutcome> {
  const rows = await session.pools
    .aggregate<Row>([
      { $match: { _id: pool } },
      { $project: { _id: 0, part: { $literal: 'pool' }, settings: 1, now: NOW } },
      ...(['running', 'waiting', 'part_done'] as const).map((status) => turned(pool, status, limit + 1)),
    ])
    .toArray();
  const head = rows.find(({ part }) => part === 'pool');
  if (head === undefined) return NOTHING;
  const overdue = rows.filter(({ part, status }) => part === 'task' && status === 'running');
  const late = rows.filter(({ part, status }) => part === 'task' && status !== 'running');
  const expired = await expire(session, overdue.slice(0, limit));
  const due = await letIn(session, late.slice(0, limit));
  const { retention } = head.settings === undefined ? {} : (JSON.parse(head.settings) as PoolSettingsValues);
  const old =
    retention === undefined ? { retired: 0, more: false } : await retire(session, pool, head.now, retention, limit);
  return { expired, due, retired: old.retired, more: overdue.length > limit || late.length > limit || old.more };
}

/** Tasks of one status whose lease or delay is over by the server's clock, one index read. */
function turned(pool: string, status: 'running' | Origin, limit: number): Document {
  const pipeline = [
    { $match: { pool, status, due: { $gt: 0 } } },
    { $sort: { due: 1 } },
    { $limit: limit },
    { $project: { ...PLANNED_FIELDS, due: 1, part: { $literal: 'task' }, now: NOW } },
    // After the bound: an expression finds no place in an index on every server, and would be tried on all that run.
    { $match: { $expr: { $lte: ['$due', '$now'] } } },
  ];
  return { $unionWith: { coll: COLLECTIONS.tasks, pipeline } };
}

async function expire(session: TaskSession, docs: readonly Row[]): Promise<ReapOutcome['expired']> {
  const plans = docs.map((doc) => ({ doc, ...planExpiry(doc, doc.now) }));
  const { written } = await writeUnchanged(
    session,
    plans.map(({ doc, write }) => ({ doc, ...write })),
  );
  return plans.filter(({ doc }) => written.has(doc._id)).map(({ doc, status }) => ({ id: doc.id, status }));
}

async function letIn(session: TaskSession, docs: readonly Row[]): Promise<number> {
  const planned = docs.map((doc) => ({ doc, set: { queue: doc.status, due: null }, unset: ['availableAt'] }));
  return (await writeUnchanged(session, planned)).written.size;
}

async function retire(
  { tasks }: TaskSession,
  pool: string,
  now: number,
  { olderThanMs, statuses }: Retention,
  limit: number,
): Promise<{ readonly retired: number; readonly more: boolean }> {
  const ids: string[] = [];
  const before = now - olderThanMs;
  for (const status of new Set(statuses)) {
    if (ids.length > limit) break;
    const docs = await tasks
      .find({ pool, status, due: { $lte: before } }, { projection: { _id: 1 } })
      .sort({ due: 1 })
      .limit(limit + 1 - ids.length)
      .toArray();
    ids.push(...docs.map(({ _id }) => _id));
  }
  if (ids.length === 0) return { retired: 0, more: false };
  const { deletedCount } = await tasks.deleteMany({
    pool,
    _id: { $in: ids.slice(0, limit) },
    status: { $in: [...statuses] },
    due: { $lte: before },
  });
  return { retired: deletedCount, more: ids.length > limit };
}
