import type { ClaimedTask, ClaimRequest, ClaimResult } from '@windrow/core';
import type { Connection } from '../driver/connection.js';
import { letInDue } from './reap.js';
import { readResult } from './results.js';
import { PART_DONE, RUNNING, STATUS_NUMBER } from './statuses.js';
import type { PoolTransaction } from './store-transaction.js';
import { tagsOf } from './stored-task.js';

/** A place in the claim order. */
export interface Candidate {
  readonly seq: number;
  readonly priority: number;
}

/** What a claim reads of a task. */
type Claimed = readonly [
  seq: number,
  id: string,
  key: string,
  fence: number,
  attempts: number,
  maxAttempts: number,
  priority: number,
  tags: string | null,
  timeLimitMs: number | null,
  codeVersion: string | null,
  initialMs: number,
  factor: number,
  maxMs: number,
  jitter: number,
  leaseUntil: number,
  definition: string,
];

const COLUMNS = `seq, id, key, fence, attempts, max_attempts, priority, tags, time_limit_ms, code_version,
  backoff_initial_ms, backoff_factor, backoff_max_ms, backoff_jitter, lease_until,
  (SELECT text FROM definitions WHERE definitions.seq = tasks.seq)`;
const HEAD_OF_ROUTE = `SELECT seq, priority FROM tasks INDEXED BY tasks_claimable
  WHERE pool = ? AND queue = ? AND route = ? ORDER BY priority DESC, seq LIMIT ?`;
/** A claimable task becomes a running one. (One at a time: an UPDATE of several rows first gathers them in a table of its own.) */
const CLAIM = `UPDATE tasks SET status = ${RUNNING}, queue = NULL, origin = queue, fence = fence + 1, attempts = attempts + 1,
  request = ?, worker = ?, started_at = ?, lease_until = ?`;
/** Not for a request that took something before: that one takes nothing more. */
const CLAIM_FIRST = `${CLAIM} WHERE seq = (
  ${HEAD_OF_ROUTE.replace('seq, priority', 'seq').replace('LIMIT ?', 'LIMIT 1')})
  AND NOT EXISTS (SELECT 1 FROM tasks INDEXED BY tasks_requested WHERE request = ?) RETURNING ${COLUMNS}`;
const CLAIM_ONE = `${CLAIM} WHERE seq = ? AND queue = ? RETURNING ${COLUMNS}`;
const CLAIMED_BEFORE = `SELECT ${COLUMNS} FROM tasks INDEXED BY tasks_requested WHERE request = ? AND pool = ?
  ORDER BY priority DESC, seq`;
const FIRST_DELAY = 'SELECT min(available_at) AS delay FROM tasks WHERE pool = ? AND available_at IS NOT NULL';
const FORGET_PROGRESS = 'DELETE FROM progress WHERE seq = ?';
/** How many due tasks one claim puts into their place; the reaper does the rest. */
const LET_IN_PER_CLAIM = 1_000;

/**
 * Claims what comes first, in one transaction.
 *
 * @param candidates what a filtered scan found, in claim order; absent for a claim without a filter
 */
export function claimTasks(
  transaction: PoolTransaction,
  request: ClaimRequest,
  candidates?: readonly Candidate[],
): Omit<ClaimResult, 'exhausted'> {
  const { connection, pool, now, paused, firstLease } = transaction;
  let { firstDelay } = transaction;
  if (!paused && firstDelay !== null && firstDelay <= now) {
    letInDue(transaction, LET_IN_PER_CLAIM);
    firstDelay = connection.prepare<{ delay: number | null }>(FIRST_DELAY).get(pool)?.delay ?? null;
  }
  const claimed = paused ? [] : claimNow(transaction, request, candidates);
  const rows = claimed.length > 0 ? claimed : claimedBefore(transaction, request);
  const tasks = rows.map((row) => claimedTask(transaction, request, row));
  if (claimed.length === 0) return { tasks, ...nextDue(now, firstDelay, firstLease) };
  const ids = tasks.map(({ claim }) => claim.taskId);
  transaction.tell('task-claimed', ids);
  return {
    tasks,
    ...nextDue(now, firstDelay, Math.min(firstLease ?? Number.POSITIVE_INFINITY, now + request.leaseMs)),
  };
}

/** What this very request took when it was first made, and still holds. */
function claimedBefore({ connection, pool }: PoolTransaction, { requestId }: ClaimRequest): readonly Claimed[] {
  return connection.prepareTuples<Claimed>(CLAIMED_BEFORE).all(requestId, pool);
}

function claimNow(
  transaction: PoolTransaction,
  request: ClaimRequest,
  candidates: readonly Candidate[] | undefined,
): readonly Claimed[] {
  const { connection, pool, now } = transaction;
  const { requestId, workerId, limit, from, leaseMs } = request;
  const queue = STATUS_NUMBER[from];
  const routes = [...new Set(request.routes)];
  const [only] = routes;
  if (candidates === undefined && limit === 1 && routes.length === 1 && only !== undefined) {
    const claim = connection.prepareTuples<Claimed>(CLAIM_FIRST);
    const row = claim.get(requestId, workerId, now, now + leaseMs, pool, queue, only, requestId);
    return row === undefined ? [] : [withoutProgress(connection, row)];
  }
  if (claimedBefore(transaction, request).length > 0) return [];
  if (candidates !== undefined) return claimListed(transaction, request, candidates);
  const heads = connection.prepare<Candidate>(HEAD_OF_ROUTE);
  const first = routes.flatMap((route) => heads.all(pool, queue, route, limit));
  return claimListed(transaction, request, first.sort(byClaimOrder).slice(0, limit));
}

/** Claims those of the candidates that still can be. */
function claimListed(
  { connection, now }: PoolTransaction,
  { requestId, workerId, leaseMs, from }: ClaimRequest,
  candidates: readonly Candidate[],
): readonly Claimed[] {
  const claim = connection.prepareTuples<Claimed>(CLAIM_ONE);
  const rows: Claimed[] = [];
  for (const { seq } of candidates) {
    const row = claim.get(requestId, workerId, now, now + leaseMs, seq, STATUS_NUMBER[from]);
    if (row !== undefined) rows.push(withoutProgress(connection, row));
  }
  return rows;
}

/** Progress is the attempt's; only an earlier attempt can have left any. */
function withoutProgress(connection: Connection, row: Claimed): Claimed {
  const [seq, , , fence] = row;
  if (fence > 1) connection.prepare(FORGET_PROGRESS).run(seq);
  return row;
}

/** Priority descending, then submission order. */
export function byClaimOrder(a: Candidate, b: Candidate): number {
  return b.priority - a.priority || a.seq - b.seq;
}

function claimedTask(
  { connection, name }: PoolTransaction,
  { from, workerId }: ClaimRequest,
  row: Claimed,
): ClaimedTask {
  const [seq, taskId, key, fence, attempt, maxAttempts, priority, tags, timeLimitMs, codeVersion] = row;
  const [, , , , , , , , , , initialMs, factor, maxMs, jitter, leaseUntil, definition] = row;
  const stepResult = STATUS_NUMBER[from] === PART_DONE ? readResult(connection, 'step_results', seq) : undefined;
  return {
    claim: { pool: name, taskId, fence, origin: from, leaseUntil, workerId },
    key,
    definition,
    ...(stepResult === undefined ? {} : { stepResult }),
    attempt,
    maxAttempts,
    backoff: { initialMs, factor, maxMs, jitter },
    ...(timeLimitMs === null ? {} : { timeLimitMs }),
    priority,
    tags: tagsOf(tags),
    ...(codeVersion === null ? {} : { codeVersion }),
  };
}

function nextDue(now: number, delay: number | null, lease: number | null): { readonly nextDueInMs?: number } {
  if (delay === null && lease === null) return {};
  const first = Math.min(delay ?? Number.POSITIVE_INFINITY, lease ?? Number.POSITIVE_INFINITY);
  return { nextDueInMs: Math.max(0, first - now) };
}
