import { randomUUID } from 'node:crypto';
import type {
  AttemptError,
  AttemptOutcome,
  AttemptRecord,
  Backoff,
  JsonValue,
  Origin,
  PoolSettings,
  Settlement,
  StoredResult,
  Tags,
  TaskStatus,
  WorkerPresence,
} from '@windrow/core';

/** One task, as a database would keep it: one row that one statement can change. */
export interface ToyTask {
  readonly id: string;
  readonly seq: number;
  readonly route: string;
  readonly maxAttempts: number;
  readonly backoff: Backoff;
  readonly timeLimitMs?: number | undefined;
  readonly schemaVersion: number;
  readonly createdAt: number;
  key: string;
  definition: string;
  priority: number;
  tags: Tags;
  status: TaskStatus;
  fence: number;
  attempts: number;
  cancelRequested: boolean;
  codeVersion?: string | undefined;
  availableAt?: number | undefined;
  origin?: Origin | undefined;
  workerId?: string | undefined;
  requestId?: string | undefined;
  leaseUntil?: number | undefined;
  startedAt?: number | undefined;
  endedAt?: number | undefined;
  error?: AttemptError | undefined;
  result?: StoredResult | undefined;
  stepResult?: StoredResult | undefined;
  progress?: JsonValue | undefined;
  lastEnd?: { readonly fence: number; readonly kind: Settlement['kind'] } | undefined;
  history: AttemptRecord[];
  totals: Partial<Record<AttemptOutcome, number>>;
}

export interface ToyPool {
  /** In submission order. */
  tasks: ToyTask[];
  settings: PoolSettings;
}

/** The "server": any number of clients may share one. */
export class ToyData {
  readonly storeId: string = randomUUID();
  readonly pools: Map<string, ToyPool> = new Map();
  readonly workers: Map<string, { readonly presence: WorkerPresence; readonly until: number }> = new Map();
  protocol: { readonly min: number; readonly current: number } = { min: 1, current: 1 };
  #seq = 0;
  #now = 0;

  pool(name: string): ToyPool {
    return this.pools.get(name) ?? { tasks: [], settings: { version: 0, values: { paused: false } } };
  }

  /** The pool, stored from now on. */
  keep(name: string): ToyPool {
    const pool = this.pool(name);
    this.pools.set(name, pool);
    return pool;
  }

  nextSeq(): number {
    this.#seq += 1;
    return this.#seq;
  }

  /** A clock set back stands still. */
  steady(now: number): number {
    this.#now = Math.max(this.#now, now);
    return this.#now;
  }

  clear(): void {
    this.pools.clear();
    this.workers.clear();
  }
}
