import { type ClaimRequest, type FilterNode, matches } from '@windrow/core';
import { TaskReader } from './task-reader.js';
import type { TaskSession } from './task-session.js';

/** How many claimable tasks one filtered claim looks at, over all its routes. */
const SCAN_BOUND = 10_000;
const BATCH = 250;

/** A task that may be claimable. */
export interface Candidate {
  readonly id: string;
  /** Number of its route among those that are claimed from, from 1. */
  readonly route: number;
}

export interface ClaimScan {
  /** The first matching tasks, in claim order. */
  readonly candidates: readonly Candidate[];
  /** Whether every claimable task was looked at, or enough were found. */
  readonly exhausted: boolean;
}

/** Looks for tasks to claim that match a filter, in claim order. */
export async function scanClaimable(session: TaskSession, pool: string, request: ClaimRequest): Promise<ClaimScan> {
  const { routes, from, limit } = request;
  const filter = request.filter as FilterNode;
  const reader = new TaskReader(session, 'claim', filter);
  const bound = Math.ceil(SCAN_BOUND / routes.length);
  const found: (Candidate & { readonly place: number })[] = [];
  let stopped = false;
  for (const [index, route] of routes.entries()) {
    const key = session.keys(pool).ready(from, route);
    let [seen, enough] = [0, 0];
    for (;;) {
      const size = Math.min(BATCH, bound - seen);
      const head = (await session.connection.command(
        'claim',
        'ZRANGE',
        key,
        seen,
        seen + size - 1,
        'WITHSCORES',
      )) as readonly string[];
      const ids = head.filter((_, i) => i % 2 === 0);
      const readers = await reader.read(pool, ids);
      ids.forEach((id, i) => {
        const read = readers[i];
        if (read === undefined || enough === limit || !matches(filter, read)) return;
        enough += 1;
        found.push({ id, route: index + 1, place: Number(head[2 * i + 1]) });
      });
      seen += ids.length;
      if (enough === limit || ids.length < size) break;
      if (seen >= bound) {
        stopped = true;
        break;
      }
    }
  }
  const candidates = found.sort((a, b) => a.place - b.place).slice(0, limit);
  return { candidates, exhausted: candidates.length === limit || !stopped };
}
