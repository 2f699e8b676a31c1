import {
  type Filter,
  type RecorderRef,
  type TaskDefinition,
  TaskManager,
  type Trainer,
  type TrainOptions,
  type WorkerRunOptions,
} from '@windrow/core';
import { TrainingStoppedError } from '../errors/trainer-errors.js';
import { Worker } from '../worker/worker.js';
import type { WorkerOptions } from '../worker/worker-options.js';
import { collectRefs, endedRefs } from './collect-refs.js';
import { Helper } from './helper.js';
import { taskList } from './one-or-many.js';
import { recorderHooks } from './pool-training.js';
import { stepWorker } from './step-worker.js';
import { markAllEnded } from './train-status.js';
import type { TrainerRMOptions, TrainRMOptions } from './trainer-rm-options.js';

/** What a step adds to the options of its worker. */
type StepOptions = Pick<WorkerOptions, 'train' | 'before' | 'after' | 'filter'> & Partial<WorkerOptions>;

/**
 * Trains through a pool: submits all, helps (or lets workers elsewhere do the work), waits once, and answers recorder references in the
 * order of the tasks. The same tasks again train nothing: their stored results are taken. (Reference: `TrainerRM`.)
 */
export class TrainerRM implements Trainer {
  readonly pool: string;
  protected readonly manager: TaskManager;
  #storeId: string | undefined;

  /** @throws InvalidArgumentError when the pool's name is none */
  constructor(protected readonly options: TrainerRMOptions) {
    this.pool = options.pool ?? options.experiment;
    this.manager = new TaskManager(options.store, this.pool, {
      ...(options.artifacts === undefined ? {} : { artifacts: options.artifacts }),
    });
  }

  /**
   * A train function that this process cannot load is told before anything is submitted. With `skipRun` it is not looked for: it may be
   * where the workers are, and nowhere else.
   *
   * @throws TrainingFailedError when some tasks failed, were cancelled or removed; its `succeeded` has the others. HandlerLoadError.
   * TrainingStoppedError when a signal stops the helper
   */
  async train(
    tasks: TaskDefinition | readonly TaskDefinition[],
    options: TrainRMOptions = {},
  ): Promise<readonly RecorderRef[]> {
    const list = taskList(tasks);
    const helper = this.helper('first', options);
    try {
      if (list.length > 0) await helper.prepare();
      const ids = await this.submit(list, options);
      return await this.work(ids, options, helper, this.firstStatus());
    } finally {
      await helper.leave();
    }
  }

  async endTrain(recorders: readonly RecorderRef[], _options: TrainOptions = {}): Promise<readonly RecorderRef[]> {
    return markAllEnded(this.options.experiments, recorders);
  }

  async run(
    tasks: TaskDefinition | readonly TaskDefinition[],
    options: TrainRMOptions = {},
  ): Promise<readonly RecorderRef[]> {
    return this.endTrain(await this.train(tasks, options), options);
  }

  isDelay(): boolean {
    return false;
  }

  hasWorker(): boolean {
    return true;
  }

  /** A worker of the pool, for another process or machine: the same trainer there, its store and its components. */
  worker(options: WorkerRunOptions = {}): Worker {
    return this.makeWorker(options, this.step('first', {}));
  }

  protected firstStatus(): 'done' | 'part_done' {
    return 'done';
  }

  /** How a worker runs a step of this trainer. @throws InvalidArgumentError */
  protected step(step: 'first' | 'second', options: TrainRMOptions): StepOptions {
    const { experiment, trainFn, recorderName } = options;
    const { registry, experiments, ...own } = this.options;
    const run = stepWorker({
      ...own,
      ...(trainFn === undefined ? {} : { trainFn }),
      registry,
      experiments,
      step,
      delayed: this.isDelay(),
      experiment: experiment ?? own.experiment,
      recorderName: recorderName ?? own.recorderName,
      storeId: () => this.storeId(),
    });
    return step === 'first'
      ? { ...run, before: 'waiting', after: this.firstStatus() }
      : { ...run, before: 'part_done', after: 'done' };
  }

  protected async storeId(): Promise<string> {
    this.#storeId ??= (await this.options.store.identity()).storeId;
    return this.#storeId;
  }

  protected makeWorker(run: WorkerRunOptions, step: StepOptions): Worker {
    const { store, artifacts, experiments, worker } = this.options;
    return new Worker(store, {
      ...worker,
      ...step,
      pool: this.pool,
      hooks: recorderHooks(experiments, () => this.storeId()),
      untilEmpty: run.untilEmpty ?? false,
      ...(artifacts === undefined ? {} : { artifacts }),
      ...(run.signal === undefined ? {} : { signal: run.signal }),
    });
  }

  /** Who helps with a step, unless this process only submits and waits. @throws InvalidArgumentError */
  protected helper(step: 'first' | 'second', options: TrainRMOptions): Helper {
    const filter: Filter = { 'tags.experiment': options.experiment ?? this.options.experiment };
    const skipRun = options.skipRun ?? this.options.skipRun ?? false;
    // Made all the same: what is wrong with its options is told before anything is done.
    return new Helper((signal) => this.makeWorker({ signal }, { ...this.step(step, options), filter }), {
      skipRun,
      signal: options.signal,
    });
  }

  /**
   * Waits until all of these tasks are as far as the step brings them, with the helper's help, and answers their recorders.
   *
   * @throws TrainingFailedError, TrainingStoppedError, what the helper breaks with, the reason of the call's signal
   */
  protected async work(
    ids: readonly string[],
    options: TrainRMOptions,
    helper: Helper,
    status: 'done' | 'part_done',
  ): Promise<readonly RecorderRef[]> {
    const { experiments, noWorkerAfterMs } = this.options;
    if (ids.length > 0) {
      const waiting = this.manager.wait(ids, {
        until: status === 'done' ? 'ended' : 'part_done',
        ...(noWorkerAfterMs === undefined ? {} : { noWorkerAfterMs }),
        signal: helper.signal,
        onProgress: ({ counts, open }) =>
          options.onProgress?.({ total: ids.length, ended: ids.length - open, failed: counts.failed, reused: 0 }),
      });
      if ((await helper.during(waiting)) === 'stopped') {
        const { succeeded, open } = await endedRefs(this.manager, ids, status);
        if (open > 0) throw new TrainingStoppedError(this.pool, ids, succeeded, open);
      }
    }
    return collectRefs(this.manager, experiments, ids, status);
  }

  private async submit(tasks: readonly TaskDefinition[], options: TrainRMOptions): Promise<readonly string[]> {
    const experiment = options.experiment ?? this.options.experiment;
    const { onVersionChange, tasks: taskOptions } = this.options;
    if (tasks.length === 0) return [];
    const {
      ids,
      tasks: submitted,
      otherVersion,
    } = await this.manager.createTasks(tasks, {
      ...taskOptions,
      scope: experiment,
      tags: { experiment },
      ...(onVersionChange === undefined ? {} : { onVersionChange }),
    });
    const done = submitted.filter(({ created, status }) => !created && status === 'done');
    const foreign = new Set(otherVersion.map(({ id }) => id));
    options.onSubmitted?.({
      tasks: ids.length,
      reused: done.length,
      otherVersion: done.filter(({ id }) => foreign.has(id)).length,
    });
    return ids;
  }
}
