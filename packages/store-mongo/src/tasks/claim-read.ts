import type { ClaimRequest } from '@windrow/core';
import type { Document } from 'mongodb';
import { COLLECTIONS } from '../connection/schema.js';
import { filterQuery } from './filter-query.js';
import type { TaskSession } from './task-session.js';

/** How many claimable tasks one filtered claim looks at, over all its routes. */
const SCAN_BOUND = 10_000;
/** Candidates read beyond what is wanted, for those that others take first. */
const SPARE_CANDIDATES = 7;

export interface Candidate {
  readonly _id: string;
  readonly fence: number;
  readonly priority: number;
  readonly seq: number;
}

export interface ClaimView {
  readonly paused: boolean;
  /** Whether this very request holds tasks: its reply was lost. */
  readonly repeated: boolean;
  /** In claim order. */
  readonly candidates: readonly Candidate[];
  /** Whether there may be more beyond them. */
  readonly more: boolean;
  /** False when the bounded scan of a filter stopped before it had seen every claimable task. */
  readonly exhausted: boolean;
  readonly nextDueInMs: number | undefined;
}

interface Head {
  readonly part: string;
  readonly now?: number;
  readonly paused?: boolean;
  readonly due?: number;
  readonly n?: number;
}

/** What a claim has to know, in one round trip: a union of index reads, each in index order and bounded. */
export async function readForClaim(
  { pools }: TaskSession,
  pool: string,
  request: ClaimRequest,
): Promise<ClaimView | undefined> {
  const routes = [...new Set(request.routes)];
  const wanted = request.limit + SPARE_CANDIDATES;
  const bound = request.filter === undefined ? wanted : Math.ceil(SCAN_BOUND / routes.length);
  const head: Document[] = [
    { $match: { _id: pool } },
    { $project: { _id: 0, part: { $literal: 'pool' }, paused: 1, now: '$$NOW' } },
  ];
  const rows = await pools
    .aggregate<Head & Candidate>([
      ...head,
      union([
        { $match: { pool, request: requestRange(request.requestId) } },
        { $limit: 1 },
        { $project: { _id: 0, part: { $literal: 'repeated' } } },
      ]),
      ...(['running', 'waiting', 'part_done'] as const).map((status) =>
        union([
          { $match: { pool, status, due: { $gt: 0 } } },
          { $sort: { due: 1 } },
          { $limit: 1 },
          { $project: { _id: 0, part: { $literal: 'due' }, due: 1 } },
        ]),
      ),
      ...routes.flatMap((route) => candidatesOf(pool, route, request, bound, wanted)),
    ])
    .toArray();
  return viewOf(rows, wanted, bound, request.filter !== undefined);
}

function candidatesOf(
  pool: string,
  route: string,
  { from, filter }: ClaimRequest,
  bound: number,
  wanted: number,
): readonly Document[] {
  // The equality fields stay out of the sort: a DocumentDB engine uses the index only without them.
  const inOrder = [{ $match: { pool, queue: from, route } }, { $sort: { priority: -1, seq: 1 } }, { $limit: bound }];
  const fields = { $project: { part: { $literal: `task:${route}` }, fence: 1, priority: 1, seq: 1 } };
  if (filter === undefined) return [union([...inOrder, fields])];
  return [
    union([...inOrder, { $match: filterQuery(filter) }, { $limit: wanted }, fields]),
    union([
      { $match: { pool, queue: from, route } },
      { $limit: bound },
      { $count: 'n' },
      { $project: { n: 1, part: { $literal: `size:${route}` } } },
    ]),
  ];
}

function viewOf(
  rows: readonly (Head & Candidate)[],
  wanted: number,
  bound: number,
  filtered: boolean,
): ClaimView | undefined {
  const pool = rows.find(({ part }) => part === 'pool');
  if (pool === undefined) return undefined;
  const candidates = rows.filter(({ part }) => part.startsWith('task:'));
  const perRoute = new Map<string, number>();
  for (const { part } of candidates) perRoute.set(part, (perRoute.get(part) ?? 0) + 1);
  const full = (part: string): boolean => (perRoute.get(part) ?? 0) >= wanted;
  const cut = rows.some(({ part, n = 0 }) => part.startsWith('size:') && n >= bound && !full(`task:${part.slice(5)}`));
  const dues = rows.flatMap(({ part, due }) => (part === 'due' && due !== undefined ? [due] : []));
  return {
    paused: pool.paused === true,
    repeated: rows.some(({ part }) => part === 'repeated'),
    candidates: candidates.sort(byClaimOrder),
    more: [...perRoute.values()].some((n) => n >= wanted),
    exhausted: !filtered || !cut,
    nextDueInMs: dues.length === 0 ? undefined : Math.max(0, Math.min(...dues) - Number(pool.now)),
  };
}

/** Priority descending, then submission order. */
export function byClaimOrder(a: Pick<Candidate, 'priority' | 'seq'>, b: Pick<Candidate, 'priority' | 'seq'>): number {
  return b.priority - a.priority || a.seq - b.seq;
}

/** Everything that one request holds: its id, a slash, a place. */
export function requestRange(requestId: string): { readonly $gte: string; readonly $lt: string } {
  // '0' is the character after '/'.
  return { $gte: `${requestId}/`, $lt: `${requestId}0` };
}

function union(pipeline: readonly Document[]): Document {
  return { $unionWith: { coll: COLLECTIONS.tasks, pipeline } };
}
