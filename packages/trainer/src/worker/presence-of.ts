import { hostname } from 'node:os';
import { routesServed } from '@windrow/core';
import type { Presence } from './presence-keeper.js';
import type { ResolvedWorkerOptions } from './worker-options.js';

/** What a worker tells of itself now. */
export function presenceOf(
  { pool, before, offers }: ResolvedWorkerOptions,
  now: {
    readonly workerId: string;
    readonly held: readonly string[];
    readonly draining: boolean;
    readonly lastClaimAt: number | undefined;
  },
): Presence {
  const { workerId, held, draining, lastClaimAt } = now;
  return {
    workerId,
    pool,
    host: hostname(),
    pid: process.pid,
    state: draining ? 'draining' : held.length > 0 ? 'busy' : 'idle',
    held,
    ...(lastClaimAt === undefined ? {} : { lastClaimAt }),
    routes: routesServed(offers),
    from: before,
  };
}
