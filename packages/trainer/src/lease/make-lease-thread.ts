import type { TaskStore } from '@windrow/core';
import type { ResolvedWorkerOptions } from '../worker/worker-options.js';
import { LeaseThread, type LeaseThreadOptions } from './lease-thread.js';

/** The lease thread of a worker that may block its own; undefined where none is wanted, or the store cannot be opened in it. */
export function makeLeaseThread(
  store: TaskStore,
  { isolate, leaseThread, pool, concurrency }: ResolvedWorkerOptions,
  lease: Pick<LeaseThreadOptions, 'workerId' | 'leaseMs' | 'renewEveryMs'>,
): LeaseThread | undefined {
  const reopening = isolate === 'inline' && leaseThread === 'auto' ? store.reopening?.() : undefined;
  if (reopening === undefined) return undefined;
  const onFailed = (reason: string): void =>
    process.emitWarning(
      `Pool "${pool}": no second thread can keep leases while a train function blocks this one: ${reason}. Do not block inline, or use isolate: 'thread' or 'process'.`,
      { type: 'WindrowWarning', code: 'NO_LEASE_THREAD' },
    );
  return new LeaseThread({ ...lease, reopening, pool, concurrency, onFailed });
}
