import type { StoreReopening } from '@windrow/core';

/** What a lease thread is started with. */
export interface LeaseThreadData {
  readonly reopening: StoreReopening;
  readonly leaseMs: number;
  readonly renewEveryMs: number;
  /** The memory of a `LeaseBoard`, and the size of its slots. */
  readonly memory: SharedArrayBuffer;
  readonly slotBytes: number;
}

/** What a lease thread says to its worker; a worker says only that it shall close. */
export type FromLeaseThread = { readonly kind: 'ready' } | { readonly kind: 'failed'; readonly reason: string };
