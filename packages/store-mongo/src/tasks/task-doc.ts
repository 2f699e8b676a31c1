import type {
  AttemptError,
  AttemptOutcome,
  AttemptRecord,
  Backoff,
  Origin,
  Settlement,
  Tags,
  TaskStatus,
} from '@windrow/core';
import type { Binary } from 'mongodb';

/** A result as it is stored: the bytes, or where they are. */
export type ResultDoc =
  | { readonly encoding: string; readonly bytes: Binary }
  | { readonly encoding: string; readonly artifact: string; readonly size: number; readonly sha256: string };

/** A task: all that one transition changes lies in this one document. Times are epoch ms by the server's clock. */
export interface TaskDoc {
  /** `<pool>/<id>`: pools are named without a slash. */
  readonly _id: string;
  readonly pool: string;
  readonly id: string;
  readonly key: string;
  /** Submission number. */
  readonly seq: number;
  readonly status: TaskStatus;
  /** The status while the task can be claimed, `''` while it cannot: the claim index starts with it. */
  readonly queue: Origin | '';
  readonly route: string;
  readonly priority: number;
  /** When the status turns: the end of the lease, of the delay, or (of ended tasks) the end itself; else null. */
  readonly due: number | null;
  readonly fence: number;
  readonly attempts: number;
  readonly maxAttempts: number;
  readonly backoff: Backoff;
  readonly timeLimitMs?: number;
  readonly codeVersion?: string;
  readonly schemaVersion: number;
  readonly cancelRequested: boolean;
  readonly createdAt: number;
  readonly availableAt?: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly leaseUntil?: number;
  readonly origin?: Origin;
  readonly workerId?: string;
  /** The claim request that holds it and its place among what that took, `<requestId>/<place>`. */
  readonly request?: string;
  /** The truth: canonical JSON text. */
  readonly definitionText: string;
  /** Derived from it, for queries. */
  readonly definition: unknown;
  readonly tags: Tags;
  /** All tags as JSON text, where some name cannot be a field's. */
  readonly tagsText?: string;
  readonly progressText?: string;
  readonly result?: ResultDoc;
  readonly stepResult?: ResultDoc;
  readonly error?: AttemptError;
  readonly history: readonly AttemptRecord[];
  readonly totals: Readonly<Partial<Record<AttemptOutcome, number>>>;
  /** The last end that a holder gave and what came of it, so that the same end is known when it is repeated. */
  readonly settled?: {
    readonly fence: number;
    readonly kind: Settlement['kind'];
    readonly status: TaskStatus;
    readonly call: string;
  };
  /** Grows with each write: what is computed here is written only if nothing came between. */
  readonly rev: number;
  /** The last such write. */
  readonly changedBy?: string;
}

export function documentId(pool: string, id: string): string {
  return `${pool}/${id}`;
}
