import type { RecorderRef, WorkerRunOptions } from '@windrow/core';
import type { Worker } from '../worker/worker.js';
import type { HandlerModule } from '../worker/worker-options.js';
import type { EndTraining, TrainDefinition } from './trainer-r.js';
import { TrainerRM } from './trainer-rm.js';
import type { TrainerRMOptions, TrainRMOptions } from './trainer-rm-options.js';

/** What a `DelayTrainerRM` is given: what a `TrainerRM` is, and two steps in place of one. */
export interface DelayTrainerRMOptions extends Omit<TrainerRMOptions, 'trainFn'> {
  /** Default {@link beginTaskTrain}. */
  readonly trainFn?: TrainDefinition | HandlerModule;
  /** Default {@link endTaskTrain}. */
  readonly endTrainFn?: EndTraining | HandlerModule;
}

/**
 * `train` brings each task to `part_done`, a prepared recorder; `endTrain` trains, here and by workers elsewhere.
 * (Reference: `DelayTrainerRM`.)
 */
export class DelayTrainerRM extends TrainerRM {
  constructor(protected override readonly options: DelayTrainerRMOptions) {
    super(options);
  }

  /** Trains what has not ended yet. @throws TrainingFailedError when some failed, TrainingStoppedError, HandlerLoadError */
  override async endTrain(
    recorders: readonly RecorderRef[],
    options: TrainRMOptions = {},
  ): Promise<readonly RecorderRef[]> {
    const helper = this.helper('second', options);
    try {
      if (recorders.length > 0) await helper.prepare();
      return await this.work(await this.#taskIds(recorders), options, helper, 'done');
    } finally {
      await helper.leave();
    }
  }

  override isDelay(): boolean {
    return true;
  }

  /** A worker for the second step. */
  override worker(options: WorkerRunOptions = {}): Worker {
    return this.makeWorker(options, this.step('second', {}));
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
