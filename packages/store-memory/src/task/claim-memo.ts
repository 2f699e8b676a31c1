import type { TaskRecord } from './task-record.js';

/** What one claim request took, so that the same request repeated takes nothing more. */
export interface ClaimMemo {
  readonly requestId: string;
  readonly taken: readonly { readonly task: TaskRecord; readonly fence: number }[];
  /** How many of them still run under that fence. */
  open: number;
}

/** How many requests are remembered after all they took has ended: for a duplicate that was long under way. */
const ENDED_REQUESTS_KEPT = 1_024;

/**
 * The claim requests of one pool. One is remembered for as long as anything it took still runs, and for a bounded while after.
 */
export class ClaimMemos {
  readonly #open = new Map<string, ClaimMemo>();
  readonly #ended = new Set<string>();

  /** What the request took before; nothing of it may be held any more. */
  find(requestId: string): ClaimMemo['taken'] | undefined {
    return this.#open.get(requestId)?.taken ?? (this.#ended.has(requestId) ? [] : undefined);
  }

  remember(requestId: string, tasks: readonly TaskRecord[]): void {
    const memo: ClaimMemo = {
      requestId,
      taken: tasks.map((task) => ({ task, fence: task.fence })),
      open: tasks.length,
    };
    for (const task of tasks) task.memo = memo;
    this.#open.set(requestId, memo);
  }

  /** The task's attempt has ended, whatever way. */
  release(task: TaskRecord): void {
    const memo = task.memo;
    if (memo === undefined) return;
    task.memo = undefined;
    memo.open -= 1;
    if (memo.open > 0) return;
    this.#open.delete(memo.requestId);
    this.#ended.add(memo.requestId);
    if (this.#ended.size <= ENDED_REQUESTS_KEPT) return;
    for (const oldest of this.#ended) {
      this.#ended.delete(oldest);
      break;
    }
  }
}
