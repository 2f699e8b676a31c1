import {
  type Filter,
  type RecorderRef,
  type TaskDefinition,
  TaskManager,
  type Trainer,
  type TrainOptions,
  type WorkerRunOptions,
} from '@windrow/core';
import { Worker } from '../worker/worker.js';
import type { WorkerOptions } from '../worker/worker-options.js';
import { collectRefs } from './collect-refs.js';
import { taskList } from './one-or-many.js';
import { recorderHooks } from './pool-training.js';
import { stepWorker } from './step-worker.js';
import { ENDED, markTrainStatus } from './train-status.js';
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

  /** @throws InvalidArgumentError when the pool's name is none */
  constructor(protected readonly options: TrainerRMOptions) {
    this.pool = options.pool ?? options.experiment;
    this.manager = new TaskManager(options.store, this.pool, {
      ...(options.artifacts === undefined ? {} : { artifacts: options.artifacts }),
    });
  }

  /** @throws TrainingFailedError when some tasks failed, were cancelled or removed; its `succeeded` has the others */
  async train(
    tasks: TaskDefinition | readonly TaskDefinition[],
    options: TrainRMOptions = {},
  ): Promise<readonly RecorderRef[]> {
    const list = taskList(tasks);
    const step = this.step('first', options);
    // What is wrong with it is told before anything is submitted.
    this.makeWorker({}, step);
    const ids = await this.submit(list, options);
    const skipRun = options.skipRun ?? this.options.skipRun ?? false;
    await this.work(ids, options, skipRun ? undefined : step);
    return collectRefs(this.manager, this.options.experiments, ids, this.firstStatus());
  }

  async endTrain(recorders: readonly RecorderRef[], _options: TrainOptions = {}): Promise<readonly RecorderRef[]> {
    for (const ref of recorders) await markTrainStatus(this.options.experiments, ref, ENDED);
    return recorders;
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
    return (await this.options.store.identity()).storeId;
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

  /** Helps with these tasks, if asked, and waits until all are as far as `step` brings them. */
  protected async work(
    ids: readonly string[],
    options: TrainRMOptions,
    step: StepOptions | undefined,
    until: 'ended' | 'part_done' = this.firstStatus() === 'done' ? 'ended' : 'part_done',
  ): Promise<void> {
    if (ids.length === 0) return;
    const done = new AbortController();
    const signal = options.signal === undefined ? done.signal : AbortSignal.any([options.signal, done.signal]);
    const filter: Filter = { 'tags.experiment': options.experiment ?? this.options.experiment };
    const helper = step === undefined ? undefined : this.makeWorker({ signal }, { ...step, filter });
    const helping = helper?.run();
    // A worker that cannot run at all ends the wait with its error.
    const broken = helping?.then(
      () => new Promise<never>(() => {}),
      (error: unknown) => Promise.reject(error),
    );
    const waiting = this.manager.wait(ids, {
      until,
      ...(this.options.noWorkerAfterMs === undefined ? {} : { noWorkerAfterMs: this.options.noWorkerAfterMs }),
      // Also when the helper breaks: nobody asks for the result any more.
      signal,
      onProgress: ({ counts, open }) =>
        options.onProgress?.({ total: ids.length, ended: ids.length - open, failed: counts.failed, reused: 0 }),
    });
    try {
      await (broken === undefined ? waiting : Promise.race([waiting, broken]));
    } finally {
      done.abort(new Error('The trainer has what it waited for.'));
      await helping?.catch(() => {});
      broken?.catch(() => {});
    }
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
