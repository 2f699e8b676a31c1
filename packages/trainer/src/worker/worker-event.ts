import type { TaskStatus } from '@windrow/core';

/** What a worker tells while it runs; for a progress bar or a log. */
export type WorkerEvent =
  | { readonly type: 'worker-started'; readonly workerId: string; readonly pool: string }
  | { readonly type: 'task-started'; readonly taskId: string; readonly attempt: number }
  | {
      readonly type: 'task-ended';
      readonly taskId: string;
      /** Where the task went; `lost`: somebody else holds it. */
      readonly status: TaskStatus | 'lost';
      readonly elapsedMs: number;
      readonly error?: unknown;
    }
  | { readonly type: 'task-log'; readonly taskId: string; readonly message: string }
  /** The store could not be reached; the worker tries again. */
  | { readonly type: 'store-unavailable'; readonly error: unknown }
  /** What a hook does beside an attempt failed; the task has ended all the same. */
  | { readonly type: 'hook-failed'; readonly taskId: string; readonly error: unknown }
  /** Told once: a lease could not be renewed for so long, because an inline train function blocks the thread (or the machine slept). */
  | { readonly type: 'thread-blocked'; readonly blockedMs: number }
  | { readonly type: 'worker-draining'; readonly held: number }
  | { readonly type: 'worker-stopped'; readonly summary: WorkerSummary };

/** Attempts by how they ended. */
export interface WorkerSummary {
  readonly started: number;
  readonly done: number;
  readonly partDone: number;
  readonly failed: number;
  /** Failed attempts that are tried again. */
  readonly retried: number;
  readonly released: number;
  readonly cancelled: number;
  readonly lost: number;
}
