import { randomUUID } from 'node:crypto';
import type { ClaimRequest, NewTask, Settlement, StoredResult, TaskField } from '@windrow/core';

// Child processes use this too, so nothing here may need vitest.

/** All that a reader may ask for. */
export const EVERY_FIELD: readonly TaskField[] = ['definition', 'result', 'stepResult', 'history', 'progress'];

let counter = 0;

/** A task that is like no other, with `overrides`. */
export function newTask(overrides: Partial<NewTask> = {}): NewTask {
  counter += 1;
  return {
    id: randomUUID(),
    key: `key-${counter}-${randomUUID()}`,
    definition: JSON.stringify({ n: counter }),
    priority: 0,
    tags: {},
    route: '',
    maxAttempts: 3,
    backoff: { initialMs: 0, factor: 1, maxMs: 0, jitter: 0 },
    schemaVersion: 1,
    ...overrides,
  };
}

/** A claim of one waiting task under a lease that does not run out, with `overrides`. */
export function claimRequest(overrides: Partial<ClaimRequest> = {}): ClaimRequest {
  return {
    requestId: randomUUID(),
    limit: 1,
    from: 'waiting',
    routes: [''],
    workerId: 'worker-1',
    leaseMs: 3_600_000,
    ...overrides,
  };
}

export function inline(text: string): StoredResult {
  return { kind: 'inline', encoding: 'text', bytes: new TextEncoder().encode(text) };
}

export function done(text: string = 'result'): Settlement {
  return { kind: 'done', result: inline(text) };
}

export function partDone(text: string = 'step'): Settlement {
  return { kind: 'part_done', result: inline(text) };
}

export function failure(delayMs: number = 0, final: boolean = false): Settlement {
  return {
    kind: 'error',
    error: { name: 'Error', message: 'it broke', stack: 'Error: it broke\n at here' },
    final,
    delayMs,
  };
}

export const release: Settlement = { kind: 'release', delayMs: 0 };

export function present<T>(value: T | undefined, otherwise: string): T {
  if (value === undefined) throw new Error(otherwise);
  return value;
}
