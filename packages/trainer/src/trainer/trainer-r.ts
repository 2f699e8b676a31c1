import type { RecorderRef, TaskDefinition, Trainer, TrainerWorker, TrainOptions } from '@windrow/core';
import { WorkerNotSupportedError } from '../errors/trainer-errors.js';
import { loadFunction } from '../isolate/load-export.js';
import {
  beginTaskTrain,
  endTaskTrain,
  type TaskTrainOptions,
  type TrainingParts,
  taskTrain,
} from '../task/task-train.js';
import type { HandlerModule } from '../worker/worker-options.js';
import { inTurn } from './in-turn.js';
import type { IsolationOptions } from './isolation-options.js';
import { taskList } from './one-or-many.js';
import { BEGUN, ENDED, markAllEnded, markTrainStatus, TRAIN_STATUS } from './train-status.js';
import { TrainingChildren } from './training-children.js';

/** Trains one definition and answers its recorder; {@link taskTrain} is one. */
export type TrainDefinition = (definition: TaskDefinition, options: TaskTrainOptions) => Promise<RecorderRef>;
/** Trains what was prepared; {@link endTaskTrain} is one. */
export type EndTraining = (
  ref: RecorderRef,
  options: Omit<TaskTrainOptions, 'experiment' | 'recorder'>,
) => Promise<RecorderRef>;

/** What a `TrainerR` is given. */
export interface TrainerROptions extends TrainingParts, IsolationOptions {
  /** Where recorders go; may be given per call. */
  readonly experiment: string;
  /** Name of each recorder. */
  readonly recorderName?: string;
  /** Default {@link taskTrain}. In a child: where it is exported. */
  readonly trainFn?: TrainDefinition | HandlerModule;
}

/** Trains one task after the other in this process or in a child of it, in the order given. (Reference: `TrainerR`.) */
export class TrainerR implements Trainer {
  constructor(protected readonly options: TrainerROptions) {}

  /** @throws TrainingFailedError when some failed; the others are trained all the same */
  async train(
    tasks: TaskDefinition | readonly TaskDefinition[],
    options: TrainOptions = {},
  ): Promise<readonly RecorderRef[]> {
    const list = taskList(tasks);
    const begun = async (ref: RecorderRef): Promise<RecorderRef> => {
      await markTrainStatus(this.options.experiments, ref, BEGUN);
      return ref;
    };
    const children = this.children('first', options);
    if (children !== undefined) {
      return this.inChildren(
        children,
        list,
        async (task, name) => begun(await children.train(task, name, options.signal)),
        options,
      );
    }
    const trainFn = await loadFunction<TrainDefinition>(
      this.options.trainFn,
      this.isDelay() ? beginTaskTrain : taskTrain,
    );
    return inTurn(list, async (task) => begun(await this.#begin(task, trainFn, options)), options);
  }

  async endTrain(recorders: readonly RecorderRef[], _options: TrainOptions = {}): Promise<readonly RecorderRef[]> {
    return markAllEnded(this.options.experiments, recorders);
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

  /** Undefined where it trains inline. @throws InvalidArgumentError */
  protected children(step: 'first' | 'second', options: TrainOptions): TrainingChildren | undefined {
    const { isolate = 'inline', experiment, recorderName, ...own } = this.options;
    if (isolate === 'inline') return undefined;
    return new TrainingChildren({
      ...own,
      isolate,
      step,
      delayed: this.isDelay(),
      recorderName,
      experiment: options.experiment ?? experiment,
    });
  }

  protected async inChildren<T>(
    children: TrainingChildren,
    items: readonly T[],
    run: (item: T, name: string) => Promise<RecorderRef>,
    options: TrainOptions,
  ): Promise<readonly RecorderRef[]> {
    if (items.length === 0) return [];
    try {
      await children.prepare();
      return await inTurn(items, (item, index) => run(item, `number ${index}`), options);
    } finally {
      await children.close();
    }
  }

  async #begin(task: TaskDefinition, trainFn: TrainDefinition, options: TrainOptions): Promise<RecorderRef> {
    const { experiments, registry, recorderName } = this.options;
    return trainFn(task, {
      experiments,
      registry,
      experiment: options.experiment ?? this.options.experiment,
      ...(recorderName === undefined ? {} : { recorder: recorderName }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  }
}

/** What a `DelayTrainerR` is given: what a `TrainerR` is, and two steps in place of one. */
export interface DelayTrainerROptions extends Omit<TrainerROptions, 'trainFn'> {
  /** Default {@link beginTaskTrain}. */
  readonly trainFn?: TrainDefinition | HandlerModule;
  /** Default {@link endTaskTrain}. */
  readonly endTrainFn?: EndTraining | HandlerModule;
}

/** `train` only prepares; `endTrain` trains what has not ended yet, in the order given. (Reference: `DelayTrainerR`.) */
export class DelayTrainerR extends TrainerR {
  constructor(protected override readonly options: DelayTrainerROptions) {
    super(options);
  }

  /** @throws TrainingFailedError when some failed; the others are trained all the same */
  override async endTrain(
    recorders: readonly RecorderRef[],
    options: TrainOptions = {},
  ): Promise<readonly RecorderRef[]> {
    const children = this.children('second', options);
    if (children !== undefined) {
      const train = (ref: RecorderRef, name: string) => children.train(ref, name, options.signal);
      return this.inChildren(children, recorders, (ref, name) => this.#end(ref, () => train(ref, name)), options);
    }
    const { experiments, registry, endTrainFn } = this.options;
    const { signal } = options;
    const end = await loadFunction<EndTraining>(endTrainFn, endTaskTrain);
    const parts = { experiments, registry, ...(signal === undefined ? {} : { signal }) };
    return inTurn(recorders, (ref) => this.#end(ref, () => end(ref, parts)), options);
  }

  override isDelay(): boolean {
    return true;
  }

  async #end(ref: RecorderRef, train: () => Promise<RecorderRef>): Promise<RecorderRef> {
    const { experiments } = this.options;
    const recorder = await experiments.open(ref);
    if (recorder.opened.tags[TRAIN_STATUS] === ENDED) return ref;
    await train();
    await markTrainStatus(experiments, ref, ENDED);
    return ref;
  }
}
