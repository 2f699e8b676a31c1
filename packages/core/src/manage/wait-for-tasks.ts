import { WindrowError } from '@windrow/frame';
import { WaitTimeoutError } from '../errors/task-errors.js';
import type { TaskSelection } from '../store/stored-task.js';
import { requirePoolExists } from './find-pool.js';
import type { ManagerContext } from './manager-context.js';
import { openTasksOf } from './open-tasks.js';
import { resolveWaitOptions, type WaitOptions, type WaitOutcome } from './wait-options.js';
import { WaitReport } from './wait-report.js';
import { WakeSignal } from './wake-signal.js';
import { watchPool } from './wakeups.js';

const REAP_EVERY_MS = 5_000;
const REAP_LIMIT = 1_000;
/** A look costs the store something: after each there is a rest of so many times its length. */
const REST_FACTOR = 5;
/** How long the store may be away, beyond the repeats of each call, before that is the answer. */
const LONGEST_OUTAGE_MS = 60_000;

/**
 * Waits until every selected task has ended, was cancelled or removed. Subscribes, then reads, then looks again at each event
 * and, since events are hints, at slow intervals; expired leases are reaped meanwhile, so tasks of dead workers do not hang.
 *
 * @throws PoolNotFoundError, WaitTimeoutError, StoreUnavailableError, the signal's reason
 */
export async function waitForTasks(
  context: ManagerContext,
  selection: TaskSelection,
  options: WaitOptions,
): Promise<WaitOutcome> {
  const { store, pool } = context;
  const { signal, timeoutMs, pollMs, ...wanted } = resolveWaitOptions(options, store.capabilities.notifications);
  signal?.throwIfAborted();
  const startedAt = performance.now();
  const leftMs = (): number => (timeoutMs === undefined ? pollMs : startedAt + timeoutMs - performance.now());
  // The loop itself asks again, and hears an abort meanwhile.
  const asking = context.withoutRetries();
  const tasks = openTasksOf(asking, selection, wanted.until);
  const report = new WaitReport(asking, tasks, { ...wanted, startedAt });
  const wake = new WakeSignal(signal);
  const unsubscribe = await context.call(() => watchPool(store, pool, () => wake.fire()));
  let reapedAt = Number.NEGATIVE_INFINITY;
  let reachedAt = startedAt;
  let sawOpen = false;

  const look = async (): Promise<boolean> => {
    if (performance.now() - reapedAt >= REAP_EVERY_MS) {
      reapedAt = performance.now();
      await asking.call(() => store.reap(pool, REAP_LIMIT));
    }
    const open = await tasks.any();
    if (open) await report.perhaps();
    return open;
  };

  try {
    for (;;) {
      const lookedAt = performance.now();
      wake.arm();
      try {
        if (!(await look())) break;
        sawOpen = true;
        reachedAt = performance.now();
      } catch (error) {
        const away = performance.now() - reachedAt;
        if (!WindrowError.is(error, 'STORE_UNAVAILABLE') || away > LONGEST_OUTAGE_MS) throw error;
      }
      const restMs = Math.min(REST_FACTOR * (performance.now() - lookedAt), pollMs, leftMs());
      await wake.rest(restMs);
      await wake.wait(Math.min(pollMs - restMs, leftMs()));
      signal?.throwIfAborted();
      if (timeoutMs !== undefined && leftMs() <= 0) {
        const { open, liveWorkers } = await report.now();
        if (open === 0) break;
        throw new WaitTimeoutError(pool, timeoutMs, open, liveWorkers);
      }
    }
    const { counts, removed } = await context.call(() => report.now());
    const nothing = Object.values(counts).every((count) => count === 0);
    if (nothing && !sawOpen && !('ids' in selection)) await requirePoolExists(context);
    return { counts, removed, elapsedMs: performance.now() - startedAt };
  } finally {
    wake.close();
    await unsubscribe();
  }
}
