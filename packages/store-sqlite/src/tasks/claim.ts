import type { ClaimedTask, ClaimRequest, ClaimResult } from '@windrow/core';
import type { Connection } from '../driver/connection.js';
import { letInDue } from './reap.js';
import { readResult } from './results.js';
import { PART_DONE, RUNNING, STATUS_NUMBER } from './statuses.js';
import type { PoolTransaction } from './store-transaction.js';
import { backoffOf, definitionOf, tagsOf } from './stored-task.js';
import { type TaskRow, taskRowBySeq } from './task-row.js';

/** A place in the claim order. */
export interface Candidate {
  readonly seq: number;
  readonly priority: number;
}

/** What a claim returns of a task. */
type ClaimedRow = Pick<
  TaskRow,
  | 'seq'
  | 'id'
  | 'key'
  | 'fence'
  | 'attempts'
  | 'max_attempts'
  | 'priority'
  | 'tags'
  | 'time_limit_ms'
  | 'code_version'
  | 'backoff_initial_ms'
  | 'backoff_factor'
  | 'backoff_max_ms'
  | 'backoff_jitter'
> & { readonly text: string };

const HEAD_OF_ROUTE = `SELECT seq, priority FROM tasks INDEXED BY tasks_claimable
  WHERE pool = ? AND queue = ? AND route = ? ORDER BY priority DESC, seq LIMIT ?`;
/** A claimable task becomes a running one. The condition of a claim follows. */
const CLAIM = `UPDATE tasks SET status = ${RUNNING}, queue = NULL, origin = queue, fence = fence + 1, attempts = attempts + 1,
  worker = ?, started_at = ?, lease_until = ? WHERE seq IN`;
const RETURNING = `RETURNING seq, id, key, fence, attempts, max_attempts, priority, tags, time_limit_ms, code_version,
  backoff_initial_ms, backoff_factor, backoff_max_ms, backoff_jitter,
  (SELECT text FROM definitions WHERE definitions.seq = tasks.seq) AS text`;
const CLAIM_FIRST = `${CLAIM} (${HEAD_OF_ROUTE.replace('seq, priority', 'seq')}) ${RETURNING}`;
const CLAIM_LISTED = `${CLAIM} (SELECT value FROM json_each(?)) AND queue = ? ${RETURNING}`;
const STATE = `SELECT (SELECT taken FROM claim_requests WHERE request = ?1) AS taken,
    (SELECT min(available_at) FROM tasks WHERE pool = ?2 AND available_at IS NOT NULL) AS delay,
    (SELECT min(lease_until) FROM tasks WHERE pool = ?2 AND lease_until IS NOT NULL) AS lease`;
const KEEP_REQUEST = 'INSERT INTO claim_requests (request, at, taken) VALUES (?, ?, ?)';
const FORGET_PROGRESS = 'DELETE FROM progress WHERE seq = ?';
/** How many due tasks one claim puts into their place; the reaper does the rest. */
const LET_IN_PER_CLAIM = 1_000;

interface ClaimState {
  /** What this very request took before: places and fences by turns, as JSON. */
  readonly taken: string | null;
  /** When the first delay and the first lease of the pool end. */
  readonly delay: number | null;
  readonly lease: number | null;
}

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
  const { connection, pool, now } = transaction;
  const state = connection.prepare<ClaimState>(STATE);
  const { taken, delay, lease } = state.get(request.requestId, pool) as ClaimState;
  if (taken !== null) return { tasks: claimedBefore(transaction, request, taken), ...nextDue(now, delay, lease) };
  if (transaction.paused) return { tasks: [], ...nextDue(now, delay, lease) };
  const someDue = delay !== null && delay <= now;
  if (someDue) letInDue(transaction, LET_IN_PER_CLAIM);
  const rows =
    candidates === undefined ? claimFirst(transaction, request) : claimListed(transaction, request, candidates);
  const nextDelay = someDue ? (state.get('', pool)?.delay ?? null) : delay;
  if (rows.length === 0) return { tasks: [], ...nextDue(now, nextDelay, lease) };
  connection
    .prepare(KEEP_REQUEST)
    .run(request.requestId, now, JSON.stringify(rows.flatMap(({ seq, fence }) => [seq, fence])));
  const until = now + request.leaseMs;
  const tasks = rows.map((row) => claimedTask(transaction, request, row, until));
  transaction.tell(
    'task-claimed',
    tasks.map(({ claim }) => claim.taskId),
  );
  return { tasks, ...nextDue(now, nextDelay, lease === null ? until : Math.min(lease, until)) };
}

/** What the same request took before and still holds. */
function claimedBefore(transaction: PoolTransaction, request: ClaimRequest, taken: string): readonly ClaimedTask[] {
  const { connection } = transaction;
  const places = JSON.parse(taken) as readonly number[];
  const tasks: ClaimedTask[] = [];
  for (let i = 0; i < places.length; i += 2) {
    const row = taskRowBySeq(connection, places[i] as number);
    if (row?.status !== RUNNING || row.fence !== places[i + 1]) continue;
    const text = definitionOf(connection, row.seq);
    tasks.push(claimedTask(transaction, request, Object.assign(row, { text }), row.lease_until ?? transaction.now));
  }
  return tasks;
}

function claimFirst(transaction: PoolTransaction, request: ClaimRequest): readonly ClaimedRow[] {
  const { connection, pool, now } = transaction;
  const { routes, limit, from, workerId, leaseMs } = request;
  const queue = STATUS_NUMBER[from];
  const [only] = routes;
  if (only !== undefined && routes.length === 1) {
    const claim = connection.prepare<ClaimedRow>(CLAIM_FIRST);
    return inClaimOrder(claim.all(workerId, now, now + leaseMs, pool, queue, only, limit), connection);
  }
  const heads = connection.prepare<Candidate>(HEAD_OF_ROUTE);
  const candidates = [...new Set(routes)].flatMap((route) => heads.all(pool, queue, route, limit));
  return claimListed(transaction, request, candidates.sort(byClaimOrder).slice(0, limit));
}

/** Claims those of the candidates that still can be. */
function claimListed(
  { connection, now }: PoolTransaction,
  { workerId, leaseMs, from }: ClaimRequest,
  candidates: readonly Candidate[],
): readonly ClaimedRow[] {
  if (candidates.length === 0) return [];
  const listed = JSON.stringify(candidates.map(({ seq }) => seq));
  const claim = connection.prepare<ClaimedRow>(CLAIM_LISTED);
  return inClaimOrder(claim.all(workerId, now, now + leaseMs, listed, STATUS_NUMBER[from]), connection);
}

function inClaimOrder(rows: ClaimedRow[], connection: Connection): readonly ClaimedRow[] {
  // Progress is the attempt's; only an earlier attempt can have left any.
  for (const { seq, fence } of rows) if (fence > 1) connection.prepare(FORGET_PROGRESS).run(seq);
  return rows.length > 1 ? rows.sort(byClaimOrder) : rows;
}

/** Priority descending, then submission order. */
export function byClaimOrder(a: Candidate, b: Candidate): number {
  return b.priority - a.priority || a.seq - b.seq;
}

function claimedTask(
  { connection, name }: PoolTransaction,
  { from, workerId }: ClaimRequest,
  row: ClaimedRow,
  leaseUntil: number,
): ClaimedTask {
  const stepResult = STATUS_NUMBER[from] === PART_DONE ? readResult(connection, 'step_results', row.seq) : undefined;
  return {
    claim: { pool: name, taskId: row.id, fence: row.fence, origin: from, leaseUntil, workerId },
    key: row.key,
    definition: row.text,
    ...(stepResult === undefined ? {} : { stepResult }),
    attempt: row.attempts,
    maxAttempts: row.max_attempts,
    backoff: backoffOf(row),
    ...(row.time_limit_ms === null ? {} : { timeLimitMs: row.time_limit_ms }),
    priority: row.priority,
    tags: tagsOf(row.tags),
    ...(row.code_version === null ? {} : { codeVersion: row.code_version }),
  };
}

function nextDue(now: number, delay: number | null, lease: number | null): { readonly nextDueInMs?: number } {
  if (delay === null && lease === null) return {};
  const first = Math.min(delay ?? Number.POSITIVE_INFINITY, lease ?? Number.POSITIVE_INFINITY);
  return { nextDueInMs: Math.max(0, first - now) };
}
