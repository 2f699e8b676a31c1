import { parseFilter, TASK_VOCABULARY, type TaskManager } from '@windrow/core';
import type { PoolSight } from '../../../answers/pool-answers.js';
import { RateMeter } from '../../../output/rate-meter.js';

const FAILURES = 5;
const FAILED = parseFilter({ status: 'failed' }, TASK_VOCABULARY);

/** Looks at one pool again and again; the rate comes from what changed in between. */
export class PoolWatcher {
  readonly #manager: TaskManager;
  readonly #meter = new RateMeter();

  constructor(manager: TaskManager) {
    this.#manager = manager;
  }

  async look(): Promise<PoolSight> {
    const { store, pool } = this.#manager;
    const [at, counts, workers, settings, failures] = await Promise.all([
      store.now(),
      store.count(pool),
      store.workers(pool),
      store.settings(pool),
      store.list(pool, { filter: FAILED, fields: [], order: { by: 'endedAt', descending: true }, top: FAILURES }),
    ]);
    this.#meter.note(counts.done + counts.failed + counts.cancelled, at);
    const open = counts.waiting + counts.running + counts.part_done;
    const { perSecond } = this.#meter;
    const left = this.#meter.leftMs(open);
    return {
      at,
      pool,
      paused: settings.values.paused,
      counts,
      ...(perSecond === undefined ? {} : { ratePerSecond: perSecond }),
      ...(left === undefined || open === 0 ? {} : { leftMs: left }),
      workers: workers.map(({ workerId, state, host, pid, held, seenAt }) => ({
        workerId,
        state,
        host,
        pid,
        held,
        ...(seenAt === undefined ? {} : { seenAt }),
      })),
      failures: failures.tasks.map(({ id, endedAt, error }) => ({
        id,
        endedAt: endedAt ?? 0,
        message: error === undefined ? '' : `${error.name}: ${error.message}`,
      })),
    };
  }
}
