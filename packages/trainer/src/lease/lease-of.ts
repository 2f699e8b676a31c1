import type { TaskManager } from '@windrow/core';
import { type ResolvedWorkerOptions, renewalWithin } from '../worker/worker-options.js';

const DEFAULT_LEASE_MS = 60_000;

export interface Lease {
  readonly leaseMs: number;
  readonly renewEveryMs: number;
}

/** The worker's own lease, else the pool's. @throws InvalidArgumentError when it would run out before it is renewed */
export async function leaseOf(manager: TaskManager, options: ResolvedWorkerOptions): Promise<Lease> {
  const leaseMs = options.leaseMs ?? (await manager.settings()).values.leaseMs ?? DEFAULT_LEASE_MS;
  return { leaseMs, renewEveryMs: renewalWithin(leaseMs, options.renewEveryMs) };
}
