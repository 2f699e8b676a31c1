import { TASK_STATUSES, type WaitOutcome, type WaitProgress } from '@windrow/core';
import { ExitCode } from '../../exit-codes.js';
import { interruptible } from '../../interruptible.js';
import { progressBar } from '../../output/progress-bar.js';
import { table } from '../../output/table.js';
import { terminalOutput } from '../../output/terminal.js';
import { requirePool } from '../../require-pool.js';
import { withWindrow } from '../../with-windrow.js';
import { type FilterOptions, filterOf } from './pool-read.js';

export interface PoolWaitOptions extends FilterOptions {
  /** ms. */
  readonly timeout?: number;
}

/** Waits until every task has ended. Answers the exit code: 1 when one of them has failed. */
export async function poolWait(pool: string, options: PoolWaitOptions): Promise<number> {
  return withWindrow(options, async (windrow) => {
    const manager = await requirePool(windrow, pool);
    const hint = `The tasks of pool ${pool} go on; wait again when you like.`;
    const { counts, removed, elapsedMs } = await interruptible(hint, async (signal): Promise<WaitOutcome> => {
      const bar = await progressBar(options);
      try {
        const { timeout } = options;
        return await manager.wait(filterOf(options), {
          ...(timeout === undefined ? {} : { timeoutMs: timeout }),
          signal,
          onProgress: (progress) => bar.update(...progressOf(progress)),
        });
      } finally {
        bar.stop();
      }
    });
    terminalOutput(options.json === true).result('pool-wait', { pool, counts, removed, elapsedMs }, () =>
      table(
        ['status', 'tasks'],
        TASK_STATUSES.map((status) => [status, counts[status]]),
      ),
    );
    return counts.failed > 0 ? ExitCode.failed : ExitCode.ok;
  });
}

function progressOf({ counts, open, liveWorkers }: WaitProgress): readonly [number, number, string] {
  const total = Object.values(counts).reduce((so, count) => so + count, 0);
  const failed = counts.failed > 0 ? `, ${counts.failed} failed` : '';
  return [total - open, total, `${liveWorkers} workers${failed}`];
}
