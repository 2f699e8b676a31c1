import { randomUUID } from 'node:crypto';
import type { ClaimRequest, NewTask } from '@windrow/core';

/** A new task, under a key of its own unless it is told which. */
export function task(key: string = randomUUID()): NewTask {
  return {
    id: randomUUID(),
    key,
    definition: JSON.stringify({ key }),
    priority: 0,
    tags: {},
    route: '',
    maxAttempts: 3,
    backoff: { initialMs: 0, factor: 1, maxMs: 0, jitter: 0 },
    schemaVersion: 1,
  };
}

/** A claim that was not made before. */
export function request(limit = 1): ClaimRequest {
  return { requestId: randomUUID(), limit, from: 'waiting', routes: [''], workerId: 'w', leaseMs: 60_000 };
}

/** How a test ends an attempt. */
export const done = {
  kind: 'done',
  result: { kind: 'inline', encoding: 'text', bytes: Buffer.from('x') },
} as const;
