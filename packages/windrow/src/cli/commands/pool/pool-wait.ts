import { TASK_STATUSES, type WaitProgress } from '@windrow/core';
import { ExitCode } from '../../exit-codes.js';
import { outputWidth, table } from '../../output/table.js';
import { terminalOutput } from '../../output/terminal.js';
import { parseDurationMs } from '../../parse-options.js';
import { requirePool } from '../../require-pool.js';
import { withWindrow } from '../../with-windrow.js';
import { type FilterOptions, filterOf } from './pool-read.js';

/** Waits until every task has ended. Answers the exit code: 1 when one of them has failed. */
export async function poolWait(pool: string, options: FilterOptions & { readonly timeout?: string }): Promise<number> {
  return withWindrow(options, async (windrow) => {
    const manager = await requirePool(windrow, pool);
    const output = terminalOutput(options.json === true);
    const bar = await progressBar(options.json === true);
    try {
      const outcome = await manager.wait(filterOf(options), {
        ...(options.timeout === undefined ? {} : { timeoutMs: parseDurationMs(options.timeout) }),
        onProgress: (progress) => bar.update(progress),
      });
      bar.stop();
      output.result('pool-wait', { pool, ...outcome }, () =>
        table(
          ['status', 'tasks'],
          TASK_STATUSES.map((status) => [status, outcome.counts[status]]),
          outputWidth(),
        ),
      );
      return outcome.counts.failed > 0 ? ExitCode.failed : ExitCode.ok;
    } finally {
      bar.stop();
    }
  });
}

interface Bar {
  update(progress: WaitProgress): void;
  stop(): void;
}

async function progressBar(silent: boolean): Promise<Bar> {
  if (silent || !process.stderr.isTTY) return { update: () => {}, stop: () => {} };
  const { Presets, SingleBar } = await import('cli-progress');
  const format = '{bar} {value}/{total}  {eta_formatted} left  {workers} workers';
  const bar = new SingleBar({ format, hideCursor: true, stream: process.stderr }, Presets.shades_classic);
  let started = false;
  return {
    update({ counts, open, liveWorkers }) {
      const total = Object.values(counts).reduce((so, count) => so + count, 0);
      if (!started) bar.start(total, total - open, { workers: liveWorkers });
      started = true;
      bar.setTotal(total);
      bar.update(total - open, { workers: liveWorkers });
    },
    stop: () => bar.stop(),
  };
}
