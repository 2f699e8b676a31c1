import type { ClaimRequest, ClaimResult, FilterNode } from '@windrow/core';
import type { Connection } from '../driver/connection.js';
import { byClaimOrder, type Candidate, claimTasks } from './claim.js';
import { poolNumber } from './lookups.js';
import { STATUS_NUMBER } from './statuses.js';
import { type FilterableRow, taskMatcher } from './task-matcher.js';
import type { TaskSession } from './task-session.js';

/** How many claimable tasks one filtered claim looks at, over all its routes. */
const CLAIM_SCAN_BOUND = 10_000;
/** How often a claim looks again when others took all it had found. */
const SCANS = 3;

const CLAIMABLE_UP_TO = `SELECT count(*) AS n FROM (SELECT 1 FROM tasks INDEXED BY tasks_claimable
  WHERE pool = ? AND queue = ? AND route = ? LIMIT ?)`;

interface ClaimScan {
  /** The first matching tasks, in claim order. */
  readonly candidates: readonly Candidate[];
  /** Whether every claimable task was looked at, or enough were found. */
  readonly exhausted: boolean;
}

/** A claim of tasks that match a filter: looks for them first, before the write lock is taken, then claims what is still there. */
export async function claimMatching(
  session: TaskSession,
  pool: string,
  request: ClaimRequest,
  filter: FilterNode,
): Promise<ClaimResult> {
  const { connection } = session;
  for (let scans = 1; ; scans += 1) {
    const { candidates, exhausted } = await session.read('claim', (): ClaimScan => {
      const number = poolNumber(connection, pool);
      if (number === undefined) return { candidates: [], exhausted: true };
      return scanClaimable(connection, number, request, filter);
    });
    const result = await session.write('claim', (transaction) => {
      const inPool = transaction.pool(pool);
      return inPool === undefined ? { tasks: [] } : claimTasks(inPool, request, candidates);
    });
    const takenByOthers = result.tasks.length === 0 && candidates.length > 0;
    if (!takenByOthers || scans === SCANS) return { ...result, exhausted };
  }
}

/** Looks for tasks to claim, in claim order. */
function scanClaimable(
  connection: Connection,
  pool: number,
  { routes, from, limit }: ClaimRequest,
  filter: FilterNode,
): ClaimScan {
  const matcher = taskMatcher(filter);
  const distinct = [...new Set(routes)];
  const bound = Math.ceil(CLAIM_SCAN_BOUND / Math.max(1, distinct.length));
  const first = connection.prepare<{ n: number }>(CLAIMABLE_UP_TO);
  const matching = connection.prepare<FilterableRow>(`SELECT ${matcher.columns} FROM (
      SELECT seq AS place FROM tasks INDEXED BY tasks_claimable
      WHERE pool = ? AND queue = ? AND route = ? ORDER BY priority DESC, seq LIMIT ?)
    CROSS JOIN ${matcher.tables.replace(/^tasks/, 'tasks ON tasks.seq = place')}
    WHERE ${matcher.condition.sql} ORDER BY tasks.priority DESC, tasks.seq ${matcher.condition.exact ? 'LIMIT ?' : ''}`);
  let stopped = false;
  const candidates = distinct.flatMap((route) => {
    const place = [pool, STATUS_NUMBER[from], route, bound] as const;
    const rows = matching.all(...place, ...matcher.condition.parameters, ...(matcher.condition.exact ? [limit] : []));
    const found: Candidate[] = [];
    for (const row of rows) {
      if (found.length < limit && matcher.test(row)) found.push({ seq: row.seq, priority: row.priority });
    }
    if (found.length < limit && (first.get(...place)?.n ?? 0) >= bound) stopped = true;
    return found;
  });
  const best = candidates.sort(byClaimOrder).slice(0, limit);
  return { candidates: best, exhausted: best.length === limit || !stopped };
}
