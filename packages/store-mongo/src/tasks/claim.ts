import type { ClaimedTask, ClaimRequest, ClaimResult } from '@windrow/core';
import { heldBy, isTakenByTwin, markMany, markOne } from './claim-mark.js';
import { byClaimOrder, type Candidate, readForClaim } from './claim-read.js';
import { storedResult } from './results.js';
import { tagsOf } from './tag-fields.js';
import type { TaskDoc } from './task-doc.js';
import type { TaskSession } from './task-session.js';

/** How often a claim looks again after others took all it had read. */
const READS = 20;

/** Claims what comes first. See `docs/store-contract.md`, rules 2, 3, 8 and 9. */
export async function claimTasks(session: TaskSession, pool: string, request: ClaimRequest): Promise<ClaimResult> {
  const taken: TaskDoc[] = [];
  for (let reads = 1; ; reads += 1) {
    const view = await readForClaim(session, pool, request);
    if (view === undefined) return { tasks: [], exhausted: true };
    let { nextDueInMs } = view;
    if (view.repeated && reads === 1) taken.push(...(await heldBy(session, pool, request.requestId)));
    else if (!view.paused) await takeFrom(session, pool, request, view.candidates, taken);
    const again =
      reads < READS &&
      !view.repeated &&
      !view.paused &&
      taken.length < request.limit &&
      view.candidates.length > 0 &&
      (taken.length === 0 || view.more);
    if (again) continue;
    if (taken.length > 0) nextDueInMs = Math.min(nextDueInMs ?? request.leaseMs, request.leaseMs);
    return {
      tasks: taken.sort(byClaimOrder).map(claimedTask),
      exhausted: view.exhausted || taken.length === request.limit,
      ...(nextDueInMs === undefined ? {} : { nextDueInMs }),
    };
  }
}

/** Takes candidates until there are enough or none is left. */
async function takeFrom(
  session: TaskSession,
  pool: string,
  request: ClaimRequest,
  candidates: readonly Candidate[],
  taken: TaskDoc[],
): Promise<void> {
  let rest = candidates;
  while (rest.length > 0 && taken.length < request.limit) {
    const wanted = request.limit - taken.length;
    const next = rest.slice(0, wanted);
    const [only] = next;
    try {
      const marked =
        request.limit === 1 && only !== undefined
          ? await markOne(session, pool, request, only)
          : await markMany(session, pool, request, next, candidates.length - rest.length);
      taken.push(...marked);
      rest = rest.slice(next.length);
      // Others are at work here: who goes on in the same order meets them again at each task.
      if (marked.length < next.length) rest = shuffledAmongEquals(rest);
    } catch (error) {
      if (!isTakenByTwin(error)) throw error;
      taken.splice(0, taken.length, ...(await heldBy(session, pool, request.requestId)));
      return;
    }
  }
}

/** The same order of priorities; among equals any. */
function shuffledAmongEquals(candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates
    .map((candidate) => ({ candidate, place: Math.random() }))
    .sort((a, b) => b.candidate.priority - a.candidate.priority || a.place - b.place)
    .map(({ candidate }) => candidate);
}

function claimedTask(doc: TaskDoc): ClaimedTask {
  const origin = doc.origin ?? 'waiting';
  return {
    claim: {
      pool: doc.pool,
      taskId: doc.id,
      fence: doc.fence,
      origin,
      leaseUntil: doc.leaseUntil ?? 0,
      workerId: doc.workerId ?? '',
    },
    key: doc.key,
    definition: doc.definitionText,
    ...(origin === 'part_done' && doc.stepResult !== undefined ? { stepResult: storedResult(doc.stepResult) } : {}),
    attempt: doc.attempts,
    maxAttempts: doc.maxAttempts,
    backoff: doc.backoff,
    ...(doc.timeLimitMs === undefined ? {} : { timeLimitMs: doc.timeLimitMs }),
    priority: doc.priority,
    tags: tagsOf(doc),
    ...(doc.codeVersion === undefined ? {} : { codeVersion: doc.codeVersion }),
  };
}
