import type { RecorderRef, TaskDefinition, Trainer, TrainerWorker, TrainOptions } from '@windrow/core';
import { WorkerNotSupportedError } from '../errors/trainer-errors.js';
import {
  beginTaskTrain,
  endTaskTrain,
  type TaskTrainOptions,
  type TrainingParts,
  taskTrain,
} from '../task/task-train.js';
import { inTurn } from './in-turn.js';
import { taskList } from './one-or-many.js';
import { BEGUN, ENDED, markTrainStatus, TRAIN_STATUS } from './train-status.js';

/** Trains one definition and answers its recorder; {@link taskTrain} is one. */
export type TrainDefinition = (definition: TaskDefinition, options: TaskTrainOptions) => Promise<RecorderRef>;
/** Trains what was prepared; {@link endTaskTrain} is one. */
export type EndTraining = (
  ref: RecorderRef,
  options: Omit<TaskTrainOptions, 'experiment' | 'recorder'>,
) => Promise<RecorderRef>;

export interface TrainerROptions extends TrainingParts {
  /** Where recorders go; may be given per call. */
  readonly experiment: string;
  /** Name of each recorder. */
  readonly recorderName?: string;
  /** Default {@link taskTrain}. */
  readonly trainFn?: TrainDefinition;
}

/** Trains one task after the other in this process, in the order given. (Reference: `TrainerR`.) */
export class TrainerR implements Trainer {
  constructor(protected readonly options: TrainerROptions) {}

  /** @throws TrainingFailedError when some failed; the others are trained all the same */
  async train(
    tasks: TaskDefinition | readonly TaskDefinition[],
    options: TrainOptions = {},
  ): Promise<readonly RecorderRef[]> {
    const trainFn = this.options.trainFn ?? taskTrain;
    return inTurn(taskList(tasks), (task) => this.begin(task, trainFn, options), options);
  }

  async endTrain(recorders: readonly RecorderRef[], _options: TrainOptions = {}): Promise<readonly RecorderRef[]> {
    for (const ref of recorders) await markTrainStatus(this.options.experiments, ref, ENDED);
    return recorders;
  }

  async run(
    tasks: TaskDefinition | readonly TaskDefinition[],
    options: TrainOptions = {},
  ): Promise<readonly RecorderRef[]> {
    return this.endTrain(await this.train(tasks, options), options);
  }

  isDelay(): boolean {
    return false;
  }

  hasWorker(): boolean {
    return false;
  }

  /** @throws WorkerNotSupportedError always */
  worker(): TrainerWorker {
    throw new WorkerNotSupportedError(this.constructor.name);
  }

  protected async begin(task: TaskDefinition, trainFn: TrainDefinition, options: TrainOptions): Promise<RecorderRef> {
    const { experiments, registry, recorderName } = this.options;
    const ref = await trainFn(task, {
      experiments,
      registry,
      experiment: options.experiment ?? this.options.experiment,
      ...(recorderName === undefined ? {} : { recorder: recorderName }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    await markTrainStatus(experiments, ref, BEGUN);
    return ref;
  }
}

/** What a `DelayTrainerR` is given: what a `TrainerR` is, and two steps in place of one. */
export interface DelayTrainerROptions extends Omit<TrainerROptions, 'trainFn'> {
  /** Default {@link beginTaskTrain}. */
  readonly trainFn?: TrainDefinition;
  /** Default {@link endTaskTrain}. */
  readonly endTrainFn?: EndTraining;
}

/** `train` only prepares; `endTrain` trains what has not ended yet, in the order given. (Reference: `DelayTrainerR`.) */
export class DelayTrainerR extends TrainerR {
  readonly #endTrainFn: EndTraining;

  constructor(options: DelayTrainerROptions) {
    super({ ...options, trainFn: options.trainFn ?? beginTaskTrain });
    this.#endTrainFn = options.endTrainFn ?? endTaskTrain;
  }

  /** @throws TrainingFailedError when some failed; the others are trained all the same */
  override async endTrain(
    recorders: readonly RecorderRef[],
    options: TrainOptions = {},
  ): Promise<readonly RecorderRef[]> {
    return inTurn(recorders, (ref) => this.#end(ref, options), options);
  }

  override isDelay(): boolean {
    return true;
  }

  async #end(ref: RecorderRef, { signal }: TrainOptions): Promise<RecorderRef> {
    const { experiments, registry } = this.options;
    const recorder = await experiments.open(ref);
    if (recorder.opened.tags[TRAIN_STATUS] === ENDED) return ref;
    await this.#endTrainFn(ref, { experiments, registry, ...(signal === undefined ? {} : { signal }) });
    await markTrainStatus(experiments, ref, ENDED);
    return ref;
  }
}
