import { type RecorderRef, WindrowError } from '@windrow/core';
import type { FailedTask, HandlerModule, WorkerEvent } from '@windrow/trainer';
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
  /** Where children find models and datasets; for `isolate: thread` and `isolate: process`. */
  readonly components?: HandlerModule;
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
  if (isolate !== 'inline' && options.components === undefined) {
    throw workflow.error(
      ['trainer', 'isolate'],
      `isolate: ${isolate} needs to know where children find models and datasets: windrow run says it, a program by the option components`,
    );
  }
  if (options.retryFailed === true) await retryFailed(windrow, plan);
  const watch = progressWatch(tasks.length, options.onProgress);
  const trainer = windrow.trainer({
    experiment,
    pool,
    ...(options.components === undefined ? {} : { isolate, components: options.components }),
    tasks: {
      ...(maxAttempts === undefined ? {} : { maxAttempts }),
      ...(timeLimitMs === undefined ? {} : { timeLimitMs }),
    },
    worker: {
      concurrency: options.concurrency ?? concurrency,
      reapEveryMs: 1_000,
      ...(leaseMs === undefined ? {} : { leaseMs }),
      onEvent: (event) => {
        watch.event(event);
        options.onEvent?.(event);
      },
    },
  });
  let submitted = { reused: 0, otherVersion: 0 };
  try {
    const refs = await trainer.run(tasks, {
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      onSubmitted: (outcome) => {
        submitted = outcome;
        watch.submitted(outcome.reused);
      },
      onProgress: watch.progress,
    });
    return { refs, failed: [], ...submitted };
  } catch (error) {
    if (!WindrowError.is(error, 'TRAINING_FAILED')) throw error;
    const { failed, succeeded } = error as unknown as {
      readonly failed: readonly FailedTask[];
      readonly succeeded: Trained['refs'];
    };
    return { refs: succeeded, failed, ...submitted };
  }
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
