import type { StatusCounts } from '../task/status.js';
import { requireDurationMs, requireOneOf } from './require-argument.js';

/** How far what is waited for is. */
export interface WaitProgress {
  readonly counts: StatusCounts;
  /** Tasks that were asked for by id and are no more. */
  readonly removed: number;
  /** How many have not come as far as was asked. */
  readonly open: number;
  /** Workers that have announced themselves; 0 means that nobody may be working. */
  readonly liveWorkers: number;
  readonly elapsedMs: number;
}

/** What to wait for, how long, and what to be told meanwhile. */
export interface WaitOptions {
  /** `WaitTimeoutError` after this long. Default: waits for ever. */
  readonly timeoutMs?: number;
  /** Throws its reason when aborted. */
  readonly signal?: AbortSignal;
  /** Called at the beginning, at most every two seconds while something changes, and at the end. */
  readonly onProgress?: (progress: WaitProgress) => void;
  /** What to wait for: that each task has ended (`ended`, the default), or that each is past its first step (`part_done`). */
  readonly until?: 'ended' | 'part_done';
  /** How often to look when no event comes, ms. Default 1,000, or 5,000 where the store notifies every client. */
  readonly pollMs?: number;
  /** How long tasks may wait with no worker alive before that is told, ms; default 5,000. */
  readonly noWorkerAfterMs?: number;
}

/** How a wait ended. */
export interface WaitOutcome {
  readonly counts: StatusCounts;
  readonly removed: number;
  readonly elapsedMs: number;
}

export interface ResolvedWaitOptions {
  readonly timeoutMs: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: WaitProgress) => void) | undefined;
  readonly until: 'ended' | 'part_done';
  readonly pollMs: number;
  readonly noWorkerAfterMs: number;
}

/** @throws InvalidArgumentError */
export function resolveWaitOptions(
  options: WaitOptions,
  notifications: 'none' | 'process' | 'shared',
): ResolvedWaitOptions {
  const { timeoutMs, pollMs } = options;
  return {
    timeoutMs: timeoutMs === undefined ? undefined : requireDurationMs('timeoutMs', timeoutMs, 0),
    signal: options.signal,
    onProgress: options.onProgress,
    until: requireOneOf('until', options.until ?? 'ended', ['ended', 'part_done']),
    pollMs:
      pollMs === undefined ? (notifications === 'shared' ? 5_000 : 1_000) : requireDurationMs('pollMs', pollMs, 1),
    noWorkerAfterMs:
      options.noWorkerAfterMs === undefined ? 5_000 : requireDurationMs('noWorkerAfterMs', options.noWorkerAfterMs, 0),
  };
}
