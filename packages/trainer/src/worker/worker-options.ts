import {
  type ArtifactStore,
  type Filter,
  InvalidArgumentError,
  type Origin,
  type RetryPolicy,
  type TrainFunction,
} from '@windrow/core';
import type { AttemptHooks } from './attempt-hooks.js';
import type { WorkerEvent } from './worker-event.js';

/** A train function by where it is exported: what a thread or another process can load. */
export interface HandlerModule {
  /** An absolute file URL, or a package specifier that the process can resolve. */
  readonly module: string;
  /** The export's name; default `default`. */
  readonly export?: string;
}

/**
 * Where a train function runs. `inline`: on this thread, for asynchronous work. `thread` and `process`: in a child, for work that blocks;
 * memory is given back, and limits are enforced.
 */
export type Isolation = 'inline' | 'thread' | 'process';

/** What a worker runs, how, and how it stops. */
export interface WorkerOptions {
  readonly pool: string;
  /** A function runs inline only; a thread or a process needs a module. */
  readonly train: TrainFunction | HandlerModule;
  /** Given to the train function as its context's `args`: JSON for a child. */
  readonly args?: unknown;
  /** How many tasks at once; default 1. */
  readonly concurrency?: number;
  /** Default `inline`. */
  readonly isolate?: Isolation;
  /** The status to claim from; default `waiting`. */
  readonly before?: Origin;
  /** The status to commit to; default `done`. */
  readonly after?: 'done' | 'part_done';
  readonly filter?: Filter;
  /** What this worker offers to tasks that require it. */
  readonly offers?: readonly string[];
  /** Names it in claims; default host, process id and a random part. */
  readonly workerId?: string;
  /** Default: the pool's setting, else 60,000 ms; at least 100. */
  readonly leaseMs?: number;
  /** How often leases are renewed; default a third of the lease. Must be shorter than the lease. */
  readonly renewEveryMs?: number;
  /**
   * `auto` (default): while an inline train function blocks its thread, a second thread renews its lease, where the store can be opened
   * there (SQLite, MongoDB and Redis by URL); elsewhere the worker warns once. `off`: no such thread.
   */
  readonly leaseThread?: 'auto' | 'off';
  /** How often expired leases are reaped; default 5,000 ms. */
  readonly reapEveryMs?: number;
  /** How long an idle worker sleeps at most, where no event wakes it; between 50 ms and this, jittered. Default 1,000 ms. */
  readonly pollMs?: number;
  /** Leaves when nothing waits, here or delayed; default false: stays. */
  readonly untilEmpty?: boolean;
  /** Leaves after this many attempts. */
  readonly maxTasks?: number;
  /** How long running tasks may go on when the worker is asked to stop; then they are aborted and given back. Default 30,000 ms. */
  readonly graceMs?: number;
  /** How long a train function may take to notice its abort, before it is left alone (inline) or killed (thread, process). Default 5,000 ms. */
  readonly abortGraceMs?: number;
  /** Limit of one attempt, ms, where the task has none of its own. */
  readonly timeLimitMs?: number;
  /**
   * What a child may use, bytes: V8's heap and buffers of a thread, the heap and all resident memory of a process. One that uses more is
   * ended with `MEMORY_LIMIT`; one that uses more than three quarters of it after a task is replaced. A process with nothing but the
   * train function uses about 60 MB.
   */
  readonly memoryLimitBytes?: number;
  /** A child is replaced after so many tasks; default: never. */
  readonly maxTasksPerChild?: number;
  /** Which failures are worth another attempt. */
  readonly retry?: RetryPolicy;
  /** Where large results go. */
  readonly artifacts?: ArtifactStore;
  /** Stops the worker as `stop()` does. */
  readonly signal?: AbortSignal;
  /** SIGTERM and SIGINT stop it; a second one ends the process at once. Default false: the process is its owner's. */
  readonly handleSignals?: boolean;
  readonly hooks?: AttemptHooks;
  readonly onEvent?: (event: WorkerEvent) => void;
}

export type ResolvedWorkerOptions = WorkerOptions &
  Required<
    Pick<
      WorkerOptions,
      | 'concurrency'
      | 'isolate'
      | 'before'
      | 'after'
      | 'leaseThread'
      | 'reapEveryMs'
      | 'pollMs'
      | 'untilEmpty'
      | 'graceMs'
      | 'abortGraceMs'
      | 'handleSignals'
    >
  >;

/** @throws InvalidArgumentError naming the first option that is wrong */
export function resolveWorkerOptions(options: WorkerOptions): ResolvedWorkerOptions {
  const { train, isolate = 'inline', before = 'waiting', after = 'done', leaseThread = 'auto' } = options;
  integer('concurrency', options.concurrency, 1, 1_000);
  integer('leaseMs', options.leaseMs, 100, 86_400_000);
  integer('renewEveryMs', options.renewEveryMs, 10, 86_400_000);
  integer('reapEveryMs', options.reapEveryMs, 10, 3_600_000);
  integer('pollMs', options.pollMs, 50, 60_000);
  integer('maxTasks', options.maxTasks, 1, Number.MAX_SAFE_INTEGER);
  integer('graceMs', options.graceMs, 0, 86_400_000);
  integer('abortGraceMs', options.abortGraceMs, 0, 86_400_000);
  integer('timeLimitMs', options.timeLimitMs, 1, Number.MAX_SAFE_INTEGER);
  integer('memoryLimitBytes', options.memoryLimitBytes, 16 * 1024 * 1024, Number.MAX_SAFE_INTEGER);
  integer('maxTasksPerChild', options.maxTasksPerChild, 1, Number.MAX_SAFE_INTEGER);
  oneOf('isolate', isolate, ['inline', 'thread', 'process']);
  oneOf('leaseThread', leaseThread, ['auto', 'off']);
  oneOf('before', before, ['waiting', 'part_done']);
  oneOf('after', after, ['done', 'part_done']);
  if (options.leaseMs !== undefined) renewalWithin(options.leaseMs, options.renewEveryMs);
  checkTrain(train, isolate);
  return {
    ...options,
    concurrency: options.concurrency ?? 1,
    isolate,
    before,
    after,
    leaseThread,
    reapEveryMs: options.reapEveryMs ?? 5_000,
    pollMs: options.pollMs ?? 1_000,
    untilEmpty: options.untilEmpty ?? false,
    graceMs: options.graceMs ?? 30_000,
    abortGraceMs: options.abortGraceMs ?? 5_000,
    handleSignals: options.handleSignals ?? false,
  };
}

/** How often to renew a lease of `leaseMs`; default every third of it. @throws InvalidArgumentError when each would run out */
export function renewalWithin(leaseMs: number, renewEveryMs: number = Math.floor(leaseMs / 3)): number {
  if (renewEveryMs < leaseMs) return renewEveryMs;
  throw new InvalidArgumentError(
    'renewEveryMs',
    `${renewEveryMs} ms is not shorter than the lease of ${leaseMs} ms, so every lease would run out. Renew every third of it.`,
  );
}

function checkTrain(train: unknown, isolate: Isolation): void {
  if (typeof train === 'function') {
    if (isolate === 'inline') return;
    throw new InvalidArgumentError(
      'train',
      `a function cannot move to a ${isolate}. Give { module, export }: the module's file URL and the name of its export.`,
    );
  }
  const { module, export: name } = (train ?? {}) as Partial<HandlerModule>;
  if (typeof module === 'string' && module !== '' && (name === undefined || typeof name === 'string')) return;
  throw new InvalidArgumentError('train', 'must be a function, or { module, export } that says where one is exported.');
}

function integer(name: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= least && value <= most)) return;
  throw new InvalidArgumentError(name, `must be a whole number from ${least} to ${most}, not ${String(value)}.`);
}

function oneOf(name: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) throw new InvalidArgumentError(name, `must be ${allowed.join(' or ')}, not ${value}.`);
}
