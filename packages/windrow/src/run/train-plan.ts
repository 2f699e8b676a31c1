import { type RecorderRef, WindrowError } from '@windrow/core';
import type { FailedTask, WorkerEvent } from '@windrow/trainer';
import type { Windrow } from '../compose/create-windrow.js';
import type { WorkflowPlan } from './plan-workflow.js';

/** How far training is. */
export interface TrainingProgress {
  readonly total: number;
  readonly ended: number;
  readonly failed: number;
  /** Ended before this run began. */
  readonly reused: number;
}

/** How the tasks of a plan are trained. */
export interface TrainPlanOptions {
  readonly signal?: AbortSignal;
  /** Tasks at once; instead of the file's. */
  readonly concurrency?: number;
  /** Tasks of this workflow that failed earlier are tried again. Default false. */
  readonly retryFailed?: boolean;
  /** Starts so many worker processes on the pool and answers how to stop them; for `isolate: process`. */
  readonly startWorkers?: (
    pool: string,
    experiment: string,
    count: number,
  ) => { readonly broken: Promise<never>; stop(): Promise<void> };
  readonly onProgress?: (progress: TrainingProgress) => void;
  readonly onEvent?: (event: WorkerEvent) => void;
}

/** How training ended. */
export interface Trained {
  /** In the order of the tasks; undefined where one failed. */
  readonly refs: readonly (RecorderRef | undefined)[];
  readonly failed: readonly FailedTask[];
  readonly reused: number;
  /** Of the reused, how many other code had made. */
  readonly otherVersion: number;
}

/** Trains the tasks of a plan through its pool. What a killed run left is taken up, what is done is not trained again. */
export async function trainPlan(windrow: Windrow, plan: WorkflowPlan, options: TrainPlanOptions): Promise<Trained> {
  const { pool, experiment, tasks, workflow } = plan;
  const { concurrency = 1, isolate = 'inline', maxAttempts, timeLimitMs, leaseMs } = workflow.spec.trainer ?? {};
  const atOnce = options.concurrency ?? concurrency;
  const processes = isolate === 'process';
  if (processes && options.startWorkers === undefined) {
    throw workflow.error(
      ['trainer', 'isolate'],
      'isolate: process needs the command: windrow run starts the processes',
    );
  }
  const { descriptor, notifications } = windrow.tasks.capabilities;
  if (processes && descriptor === undefined && notifications === 'process') {
    throw workflow.error(
      ['trainer', 'isolate'],
      'isolate: process needs a store that processes share, such as sqlite:.windrow; this one lives in memory',
    );
  }
  if (options.retryFailed === true) await retryFailed(windrow, plan);
  const watch = progressWatch(tasks.length, options.onProgress);
  const trainer = windrow.trainer({
    experiment,
    pool,
    skipRun: processes,
    // Worker processes take a while to begin.
    ...(processes ? { noWorkerAfterMs: 60_000 } : {}),
    tasks: {
      ...(maxAttempts === undefined ? {} : { maxAttempts }),
      ...(timeLimitMs === undefined ? {} : { timeLimitMs }),
    },
    worker: {
      concurrency: atOnce,
      reapEveryMs: 1_000,
      ...(leaseMs === undefined ? {} : { leaseMs }),
      onEvent: (event) => {
        watch.event(event);
        options.onEvent?.(event);
      },
    },
  });
  let submitted = { reused: 0, otherVersion: 0 };
  const helpers = processHelpers(() => (processes ? options.startWorkers?.(pool, experiment, atOnce) : undefined));
  try {
    const training = trainer.run(tasks, {
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      onSubmitted: (outcome) => {
        submitted = outcome;
        watch.submitted(outcome.reused);
        helpers.start();
      },
      onProgress: watch.progress,
    });
    const refs = await Promise.race([training, helpers.broken]);
    return { refs, failed: [], ...submitted };
  } catch (error) {
    if (!WindrowError.is(error, 'TRAINING_FAILED')) throw error;
    const { failed, succeeded } = error as unknown as {
      readonly failed: readonly FailedTask[];
      readonly succeeded: Trained['refs'];
    };
    return { refs: succeeded, failed, ...submitted };
  } finally {
    await helpers.stop();
  }
}

/** Worker processes that are started once there is something to do. */
function processHelpers(begin: () => ReturnType<NonNullable<TrainPlanOptions['startWorkers']>> | undefined) {
  let workers: ReturnType<typeof begin>;
  let fail: (error: unknown) => void = () => {};
  const broken = new Promise<never>((_, reject) => {
    fail = reject;
  });
  broken.catch(() => {});
  return {
    broken,
    start(): void {
      workers = begin();
      workers?.broken.catch(fail);
    },
    async stop(): Promise<void> {
      await workers?.stop();
    },
  };
}

async function retryFailed(windrow: Windrow, { pool, experiment, tasks }: WorkflowPlan): Promise<void> {
  const manager = windrow.pool(pool);
  const { reusedFailed } = await manager.createTasks(tasks, { scope: experiment, tags: { experiment }, dryRun: true });
  if (reusedFailed.length > 0) await manager.retry(reusedFailed);
}

/** Joins what the pool says now and then with what this process sees at once. */
function progressWatch(total: number, tell: TrainPlanOptions['onProgress']) {
  let [reused, ended, failed, here] = [0, 0, 0, 0];
  const update = (): void => tell?.({ total, ended: Math.min(total, Math.max(ended, reused + here)), failed, reused });
  return {
    submitted(count: number): void {
      reused = count;
      update();
    },
    progress(progress: { readonly ended: number; readonly failed: number }): void {
      ({ ended, failed } = progress);
      update();
    },
    event(event: WorkerEvent): void {
      if (event.type !== 'task-ended' || (event.status !== 'done' && event.status !== 'failed')) return;
      here += 1;
      update();
    },
  };
}
