import type { ClaimRequest } from '@windrow/core';
import type { Document } from 'mongodb';
import { isDuplicate } from '../connection/mongo-error.js';
import { type Candidate, requestRange } from './claim-read.js';
import type { TaskDoc } from './task-doc.js';
import { NOW, type TaskSession } from './task-session.js';

/** What a claim hands out of a task. */
const CLAIMED: Document = {
  pool: 1,
  id: 1,
  key: 1,
  seq: 1,
  fence: 1,
  attempts: 1,
  maxAttempts: 1,
  backoff: 1,
  timeLimitMs: 1,
  priority: 1,
  tags: 1,
  tagsText: 1,
  codeVersion: 1,
  leaseUntil: 1,
  origin: 1,
  workerId: 1,
  definitionText: 1,
  stepResult: 1,
};

/** Takes one candidate, if it still can be claimed under the fence that was read. */
export async function markOne(
  { tasks }: TaskSession,
  pool: string,
  request: ClaimRequest,
  { _id, fence }: Candidate,
): Promise<readonly TaskDoc[]> {
  const doc = await tasks.findOneAndUpdate(
    { _id, pool, queue: request.from, fence },
    taking(request, { $literal: `${request.requestId}/0` }),
    { returnDocument: 'after', projection: CLAIMED },
  );
  return doc === null ? [] : [doc];
}

/** Takes those candidates that still can be claimed, by one write, and reads them back. */
export async function markMany(
  { tasks }: TaskSession,
  pool: string,
  request: ClaimRequest,
  candidates: readonly Candidate[],
  taken: number,
): Promise<readonly TaskDoc[]> {
  const ids = candidates.map(({ _id }) => _id);
  const place = { $toString: { $add: [taken, { $indexOfArray: [{ $literal: ids }, '$_id'] }] } };
  const { matchedCount } = await tasks.updateMany(
    { pool, _id: { $in: ids }, queue: request.from },
    taking(request, { $concat: [{ $literal: `${request.requestId}/` }, place] }),
  );
  if (matchedCount === 0) return [];
  return tasks
    .find({ pool, _id: { $in: ids }, request: requestRange(request.requestId) }, { projection: CLAIMED })
    .toArray();
}

/** What this request holds. */
export async function heldBy({ tasks }: TaskSession, pool: string, requestId: string): Promise<readonly TaskDoc[]> {
  return tasks.find({ pool, request: requestRange(requestId) }, { projection: CLAIMED }).toArray();
}

/** Whether the error says that the same request, sent twice at once, has taken its tasks by the other call. */
export function isTakenByTwin(error: unknown): boolean {
  return isDuplicate(error);
}

function taking({ from, workerId, leaseMs }: ClaimRequest, request: Document): Document[] {
  const leaseUntil = { $add: [NOW, Math.ceil(leaseMs)] };
  return [
    {
      $set: {
        status: 'running',
        queue: '',
        origin: from,
        request,
        workerId: { $literal: workerId },
        fence: { $add: ['$fence', 1] },
        attempts: { $add: ['$attempts', 1] },
        startedAt: NOW,
        leaseUntil,
        due: leaseUntil,
        progressText: '$$REMOVE',
        rev: { $add: ['$rev', 1] },
      },
    },
  ];
}
