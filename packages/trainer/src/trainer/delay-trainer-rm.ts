import type { RecorderRef, WorkerRunOptions } from '@windrow/core';
import { beginTaskTrain, endTaskTrain } from '../task/task-train.js';
import type { Worker } from '../worker/worker.js';
import { secondStep } from './pool-training.js';
import type { EndTraining, TrainDefinition } from './trainer-r.js';
import { TrainerRM, type TrainerRMOptions, type TrainRMOptions } from './trainer-rm.js';

/** What a `DelayTrainerRM` is given: what a `TrainerRM` is, and two steps in place of one. */
export interface DelayTrainerRMOptions extends Omit<TrainerRMOptions, 'trainFn'> {
  /** Default {@link beginTaskTrain}. */
  readonly trainFn?: TrainDefinition;
  /** Default {@link endTaskTrain}. */
  readonly endTrainFn?: EndTraining;
}

/**
 * `train` brings each task to `part_done`, a prepared recorder; `endTrain` trains, here and by workers elsewhere.
 * (Reference: `DelayTrainerRM`.)
 */
export class DelayTrainerRM extends TrainerRM {
  readonly #endTrainFn: EndTraining;

  constructor(options: DelayTrainerRMOptions) {
    super({ ...options, trainFn: options.trainFn ?? beginTaskTrain });
    this.#endTrainFn = options.endTrainFn ?? endTaskTrain;
  }

  /** Trains what has not ended yet. @throws TrainingFailedError when some failed */
  override async endTrain(
    recorders: readonly RecorderRef[],
    options: TrainRMOptions = {},
  ): Promise<readonly RecorderRef[]> {
    const ids = await this.#taskIds(recorders);
    const skipRun = options.skipRun ?? this.options.skipRun ?? false;
    const train = secondStep(this.#endTrainFn, await this.training(options));
    await this.work(ids, options, skipRun ? undefined : { train, before: 'part_done', after: 'done' }, 'ended');
    return this.collect(ids, 'done');
  }

  override isDelay(): boolean {
    return true;
  }

  /** A worker for the second step. */
  override worker(options: WorkerRunOptions = {}): Worker {
    const training = this.training({});
    return this.makeWorker(options, {
      train: async (input, context) => secondStep(this.#endTrainFn, await training)(input, context),
      before: 'part_done',
      after: 'done',
    });
  }

  protected override firstStatus(): 'done' | 'part_done' {
    return 'part_done';
  }

  async #taskIds(recorders: readonly RecorderRef[]): Promise<readonly string[]> {
    const ids: string[] = [];
    for (const ref of recorders) {
      const { task } = (await this.options.experiments.open(ref)).opened;
      if (task !== undefined) ids.push(task.taskId);
    }
    return ids;
  }
}
