import type { Isolation, IsolationOptions } from '@windrow/trainer';
import { terminalOutput } from '../../output/terminal.js';
import { type GlobalOptions, withWindrow } from '../../with-windrow.js';

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
        onEvent: (event: {
          readonly type: string;
          readonly taskId?: string;
          readonly status?: string;
          readonly error?: unknown;
        }) => {
          if (event.type === 'task-ended') {
            const why = event.error instanceof Error ? `: ${event.error.message}` : '';
            output.note(`${new Date().toISOString()} ${event.taskId} ${event.status}${why}`);
          }
          if (event.type === 'worker-draining')
            output.note('Stopping: tasks that run may finish. Once more to leave at once.');
        },
      },
    };
    const trainer =
      options.secondStep === true ? windrow.delayTrainer(trainerOptions) : windrow.trainer(trainerOptions);
    const worker = trainer.worker({ untilEmpty: options.untilEmpty === true });
    output.note(`Worker ${worker.workerId} on pool ${pool}.`);
    const summary = await worker.run();
    output.result('worker', { pool, workerId: worker.workerId, summary }, () =>
      Object.entries(summary)
        .map(([name, count]) => `${count} ${name}`)
        .join(', '),
    );
  });
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
