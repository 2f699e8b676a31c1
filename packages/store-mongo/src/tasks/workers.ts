import type { WorkerPresence } from '@windrow/core';
import { retryDuplicate } from './retry-duplicate.js';
import { NOW, type TaskSession, type WorkerDoc } from './task-session.js';

/** Keeps what a worker says of itself until `ttlMs` after the server's now. */
export async function announceWorker({ workers }: TaskSession, worker: WorkerPresence, ttlMs: number): Promise<void> {
  const set = {
    pool: { $literal: worker.pool },
    presence: { $literal: JSON.stringify(worker) },
    seenAt: NOW,
    expiresAt: { $add: ['$$NOW', Math.ceil(ttlMs)] },
  };
  await retryDuplicate(() => workers.updateOne({ _id: worker.workerId }, [{ $set: set }], { upsert: true }));
}

export async function retractWorker({ workers }: TaskSession, workerId: string): Promise<void> {
  await workers.deleteOne({ _id: workerId });
}

/** Those that have spoken in time. */
export async function workersOf({ workers }: TaskSession, pool: string): Promise<readonly WorkerPresence[]> {
  const docs = await workers
    .aggregate<WorkerDoc>([
      { $match: { pool } },
      // In two steps: a DocumentDB engine knows the time in a projection, not in a match.
      { $set: { now: '$$NOW' } },
      { $match: { $expr: { $gt: ['$expiresAt', '$now'] } } },
      { $sort: { _id: 1 } },
    ])
    .toArray();
  return docs.map(({ presence, seenAt }) => ({ ...(JSON.parse(presence) as WorkerPresence), seenAt }));
}
