import type { EndedStatus, Origin } from '../task/status.js';
import type { ManagerContext } from './manager-context.js';

const LIMIT = 1_000;

/** What reaping a pool did. */
export interface ReapSummary {
  /** Tasks whose lease had run out, and where they went. */
  readonly expired: readonly { readonly id: string; readonly status: Origin | EndedStatus }[];
  /** Delayed tasks that have taken their place. */
  readonly due: number;
  /** Ended tasks that the pool's retention removed. */
  readonly retired: number;
}

/** Reaps in batches until nothing is left; healthy running tasks are not touched. */
export async function reapPool(context: ManagerContext): Promise<ReapSummary> {
  const expired: { id: string; status: Origin | EndedStatus }[] = [];
  let due = 0;
  let retired = 0;
  for (let more = true; more; ) {
    const outcome = await context.call(() => context.store.reap(context.pool, LIMIT));
    expired.push(...outcome.expired);
    due += outcome.due;
    retired += outcome.retired;
    more = outcome.more;
  }
  if (expired.length > 0 || due > 0) context.wake();
  return { expired, due, retired };
}
