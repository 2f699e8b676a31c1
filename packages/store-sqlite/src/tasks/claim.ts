import type { ClaimedTask, ClaimRequest, ClaimResult } from '@windrow/core';
import type { Connection } from '../driver/connection.js';
import { moveLastAttempt } from './history.js';
import { letInDue } from './reap.js';
import { readResult } from './results.js';
import { originOf, PART_DONE, RUNNING, STATUS_NUMBER } from './statuses.js';
import type { PoolTransaction } from './store-transaction.js';
import { backoffOf, definitionOf, tagsOf } from './stored-task.js';
import { TASK_COLUMNS, type TaskRow, taskRowBySeq, writeTaskRow } from './task-row.js';
import { claimTask } from './transitions.js';

interface TaskWithDefinition extends TaskRow {
  readonly text: string;
}

/** A place in the claim order. */
export interface Candidate {
  readonly seq: number;
  readonly priority: number;
}

const HEAD_OF_ROUTE = `SELECT seq, priority FROM tasks INDEXED BY tasks_claimable
  WHERE pool = ? AND queue = ? AND route = ? ORDER BY priority DESC, seq LIMIT ?`;
const TASKS_OF_ROUTE = `SELECT ${TASK_COLUMNS}, definitions.text FROM tasks INDEXED BY tasks_claimable
  CROSS JOIN definitions ON definitions.seq = tasks.seq
  WHERE pool = ? AND queue = ? AND route = ? ORDER BY priority DESC, tasks.seq LIMIT ?`;
const NEXT_DUE = `SELECT (SELECT min(available_at) FROM tasks WHERE pool = ?1 AND available_at IS NOT NULL) AS delay,
    (SELECT min(lease_until) FROM tasks WHERE pool = ?1 AND lease_until IS NOT NULL) AS lease`;
/** How many due tasks one claim puts into their place; the reaper does the rest. */
const LET_IN_PER_CLAIM = 1_000;
const FIND_REQUEST = 'SELECT taken FROM claim_requests WHERE request = ?';
const KEEP_REQUEST = 'INSERT INTO claim_requests (request, at, taken) VALUES (?, ?, ?)';
const FORGET_PROGRESS = 'DELETE FROM progress WHERE seq = ?';

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
  const { connection, pool } = transaction;
  const repeated = repeatedClaim(transaction, request);
  const due = nextDue(transaction);
  if (repeated !== undefined) return { tasks: repeated, ...inMs(transaction, due) };
  if (transaction.paused) return { tasks: [], ...inMs(transaction, due) };
  if (due.delay !== null && due.delay <= transaction.now) {
    letInDue(transaction, LET_IN_PER_CLAIM);
    Object.assign(due, nextDue(transaction));
  }
  const queue = STATUS_NUMBER[request.from];
  const rows =
    candidates === undefined ? firstOf(connection, pool, queue, request) : stillThere(connection, queue, candidates);
  const tasks: ClaimedTask[] = [];
  const taken: number[] = [];
  for (const row of rows) {
    if (tasks.length === request.limit) break;
    if (row.last_outcome !== null) moveLastAttempt(connection, row);
    if (row.fence > 0) connection.prepare(FORGET_PROGRESS).run(row.seq);
    claimTask(row, request.workerId, transaction.now, request.leaseMs);
    writeTaskRow(connection, row);
    transaction.moved(queue, RUNNING);
    taken.push(row.seq, row.fence);
    tasks.push(claimedTask(transaction, row, row.text));
  }
  if (tasks.length > 0) {
    due.lease = Math.min(due.lease ?? Number.POSITIVE_INFINITY, transaction.now + request.leaseMs);
    connection.prepare(KEEP_REQUEST).run(request.requestId, transaction.now, JSON.stringify(taken));
    transaction.tell(
      'task-claimed',
      tasks.map(({ claim }) => claim.taskId),
    );
  }
  return { tasks, ...inMs(transaction, due) };
}

/** What the same request took before and still holds; `undefined` for a new request. */
function repeatedClaim(transaction: PoolTransaction, { requestId }: ClaimRequest): readonly ClaimedTask[] | undefined {
  const { connection } = transaction;
  const found = connection.prepare<{ taken: string }>(FIND_REQUEST).get(requestId);
  if (found === undefined) return undefined;
  const taken = JSON.parse(found.taken) as readonly number[];
  const tasks: ClaimedTask[] = [];
  for (let i = 0; i < taken.length; i += 2) {
    const row = taskRowBySeq(connection, taken[i] as number);
    if (row?.status !== RUNNING || row.fence !== taken[i + 1]) continue;
    tasks.push(claimedTask(transaction, row, definitionOf(connection, row.seq)));
  }
  return tasks;
}

function firstOf(
  connection: Connection,
  pool: number,
  queue: number,
  { routes, limit }: ClaimRequest,
): readonly TaskWithDefinition[] {
  const [only] = routes;
  if (only !== undefined && routes.length === 1) {
    return connection.prepare<TaskWithDefinition>(TASKS_OF_ROUTE).all(pool, queue, only, limit);
  }
  const heads = connection.prepare<Candidate>(HEAD_OF_ROUTE);
  const candidates = [...new Set(routes)].flatMap((route) => heads.all(pool, queue, route, limit));
  return stillThere(connection, queue, candidates.sort(byClaimOrder).slice(0, limit));
}

/** The rows of those that can still be claimed. */
function stillThere(
  connection: Connection,
  queue: number,
  candidates: readonly Candidate[],
): readonly TaskWithDefinition[] {
  const rows: TaskWithDefinition[] = [];
  for (const { seq } of candidates) {
    const row = taskRowBySeq(connection, seq);
    if (row?.queue === queue) rows.push(Object.assign(row, { text: definitionOf(connection, seq) }));
  }
  return rows;
}

/** Priority descending, then submission order. */
export function byClaimOrder(a: Candidate, b: Candidate): number {
  return b.priority - a.priority || a.seq - b.seq;
}

function claimedTask(transaction: PoolTransaction, row: TaskRow, definition: string): ClaimedTask {
  const origin = row.origin ?? 0;
  const stepResult = origin === PART_DONE ? readResult(transaction.connection, 'step_results', row.seq) : undefined;
  return {
    claim: {
      pool: transaction.name,
      taskId: row.id,
      fence: row.fence,
      origin: originOf(origin),
      leaseUntil: row.lease_until ?? transaction.now,
      workerId: row.worker ?? '',
    },
    key: row.key,
    definition,
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

interface NextDue {
  delay: number | null;
  lease: number | null;
}

/** When the first delay and the first lease of the pool end. */
function nextDue({ connection, pool }: PoolTransaction): NextDue {
  return connection.prepare<NextDue>(NEXT_DUE).get(pool) ?? { delay: null, lease: null };
}

function inMs({ now }: PoolTransaction, { delay, lease }: NextDue): { readonly nextDueInMs?: number } {
  if (delay === null && lease === null) return {};
  const first = Math.min(delay ?? Number.POSITIVE_INFINITY, lease ?? Number.POSITIVE_INFINITY);
  return { nextDueInMs: Math.max(0, first - now) };
}
