import { randomUUID } from 'node:crypto';
import type { ClaimRequest, NewTask } from '@windrow/core';

/** A task like no other, with `overrides`. */
export function sampleTask(overrides: Partial<NewTask> = {}): NewTask {
  const id = randomUUID();
  return {
    id,
    key: id,
    definition: JSON.stringify({ id }),
    priority: 0,
    tags: {},
    route: '',
    maxAttempts: 3,
    backoff: { initialMs: 0, factor: 1, maxMs: 0, jitter: 0 },
    schemaVersion: 1,
    ...overrides,
  };
}

/** A claim of one waiting task, with `overrides`. */
export function claimRequest(overrides: Partial<ClaimRequest> = {}): ClaimRequest {
  return {
    requestId: randomUUID(),
    limit: 1,
    from: 'waiting',
    routes: [''],
    workerId: 'worker-1',
    leaseMs: 60_000,
    ...overrides,
  };
}
