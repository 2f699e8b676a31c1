import type { Isolation, IsolationOptions, WorkerEvent, WorkerSummary } from '@windrow/trainer';
import { terminalOutput } from '../../output/terminal.js';
import { namesLike } from '../../require-pool.js';
import { type GlobalOptions, withWindrow } from '../../with-windrow.js';
import { workerLine } from './worker-line.js';

export interface WorkerCommandOptions extends GlobalOptions {
  readonly concurrency: number;
  readonly isolate: Isolation;
  /** MB. */
  readonly memoryLimit?: number;
  /** ms. */
  readonly timeLimit?: number;
  readonly offers?: readonly string[];
  readonly untilEmpty?: boolean;
  readonly secondStep?: boolean;
  readonly experiment?: string;
}

/** Trains tasks of a pool until it is stopped: SIGTERM or Ctrl-C lets running ones finish, a second one leaves at once. */
export async function runWorker(pool: string, options: WorkerCommandOptions): Promise<void> {
  await withWindrow(options, async (windrow) => {
    const output = terminalOutput(options.json === true);
    const trainerOptions = {
      experiment: options.experiment ?? pool,
      pool,
      ...(await isolation(options)),
      worker: {
        concurrency: options.concurrency,
        ...(options.offers === undefined ? {} : { offers: options.offers }),
        handleSignals: true,
        onEvent: (event: WorkerEvent) => {
          const line = workerLine(event);
          if (line !== undefined) output.note(line);
        },
      },
    };
    const trainer =
      options.secondStep === true ? windrow.delayTrainer(trainerOptions) : windrow.trainer(trainerOptions);
    const worker = trainer.worker({ untilEmpty: options.untilEmpty === true });
    const pools = await windrow.tasks.pools();
    if (!pools.some((known) => known.pool === pool)) output.note(notYet(pool, namesLike(pool, pools)));
    const summary = await worker.run();
    output.result('worker', { pool, workerId: worker.workerId, summary }, () => summaryText(summary));
  });
}

/** A worker may come before the first task; or its pool is misspelt, and it waits for ever. */
function notYet(pool: string, others: readonly string[]): string {
  const known = others.length === 0 ? '' : ` The store has ${others.join(', ')}.`;
  return `There is no pool ${pool} yet.${known}`;
}

/** Every count that is not zero, and those that always matter. */
function summaryText({ started, done, failed, partDone, ...others }: WorkerSummary): string {
  const rest = Object.entries({ 'part done': partDone, ...others }).filter(([, count]) => count > 0);
  return Object.entries({ started, done, failed, ...Object.fromEntries(rest) })
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}

async function isolation({ isolate, config, memoryLimit, timeLimit }: WorkerCommandOptions): Promise<IsolationOptions> {
  const limits = {
    ...(memoryLimit === undefined ? {} : { memoryLimitBytes: memoryLimit * 1_000_000 }),
    ...(timeLimit === undefined ? {} : { timeLimitMs: timeLimit }),
  };
  if (isolate === 'inline') return limits;
  const { childComponentsModule } = await import('../../child-components.js');
  return { ...limits, isolate, components: childComponentsModule(config) };
}
