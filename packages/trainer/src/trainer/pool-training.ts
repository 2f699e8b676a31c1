import {
  type Experiments,
  type HeldTask,
  isRecorderRef,
  type RecorderRef,
  type TaskDefinition,
  type TaskStatus,
  type TrainContext,
  type TrainFunction,
} from '@windrow/core';
import { NotARecorderError } from '../errors/trainer-errors.js';
import { RecordingDesk } from '../isolate/parent/recording-desk.js';
import type { TrainingParts } from '../task/task-train.js';
import type { AttemptHooks } from '../worker/attempt-hooks.js';
import { BEGUN, ENDED, TRAIN_STATUS } from './train-status.js';
import type { EndTraining, TrainDefinition } from './trainer-r.js';

export interface PoolTrainingOptions extends TrainingParts {
  /** The task store's id: with pool, task and fence it is whose attempt a recorder is. */
  readonly storeId: string;
  /** The experiment of tasks that have no tag `experiment`. */
  readonly experiment: string;
  readonly recorderName?: string | undefined;
}

/** A train function for a pool out of one for a definition. The recorder is left RUNNING: it is FINISHED after the task's commit. */
export function firstStep(trainFn: TrainDefinition, options: PoolTrainingOptions): TrainFunction {
  return async (input, context) => {
    const { recorderName, experiment } = options;
    const ref = await trainFn(input as TaskDefinition, {
      ...common(options, context),
      experiment: experimentOf(context) ?? experiment,
      ...(recorderName === undefined ? {} : { recorder: recorderName }),
    });
    return requireRef(ref, 'train function');
  };
}

/** The same for the second step, whose input is the first's recorder. */
export function secondStep(endTrainFn: EndTraining, options: PoolTrainingOptions): TrainFunction {
  return async (input, context) =>
    requireRef(await endTrainFn(requireRef(input, 'first step'), common(options, context)), 'train function');
}

function common({ experiments, registry, storeId }: PoolTrainingOptions, context: TrainContext) {
  const { claim, signal } = context;
  return {
    experiments,
    registry,
    signal,
    // With a pool the recorder is FINISHED after the task's commit.
    finish: claim === undefined,
    progress: (value: unknown) => context.progress(value),
    log: (message: string) => context.log(message),
    ...(claim === undefined ? {} : { task: { storeId, pool: claim.pool, taskId: claim.taskId, fence: claim.fence } }),
  };
}

function experimentOf({ tags }: TrainContext): string | undefined {
  const experiment = tags?.['experiment'];
  return typeof experiment === 'string' ? experiment : undefined;
}

function requireRef(value: unknown, who: string): RecorderRef {
  if (!isRecorderRef(value)) throw new NotARecorderError(who, value);
  return { experimentId: value.experimentId, recorderId: value.recorderId };
}

/**
 * Ends the recorder after its task's commit, with the commit's fence, so that a zombie cannot; and does for children what they ask of
 * the stores, so that the recorder of a child that was killed is FAILED all the same.
 */
export function recorderHooks(experiments: Experiments, storeId: () => Promise<string>): AttemptHooks {
  const desks = new WeakMap<HeldTask, RecordingDesk>();
  return {
    async begin(): Promise<void> {
      // Known from here on.
      await storeId();
    },
    stores(task: HeldTask): RecordingDesk {
      const desk = new RecordingDesk(experiments, task.signal, { storeId, fence: task.fence });
      desks.set(task, desk);
      return desk;
    },
    async ended(task: HeldTask): Promise<void> {
      await desks.get(task)?.close();
      await desks.get(task)?.fail();
    },
    async committed(task: HeldTask, result: unknown, status: TaskStatus): Promise<void> {
      await desks.get(task)?.close();
      if (isRecorderRef(result)) await endRecorder(experiments, result, status, task.fence);
    },
  };
}

/**
 * Brings a recorder to where its committed task is: FINISHED when it is done, else tagged as begun. Doing it twice changes nothing, so
 * whoever finds a task done whose recorder was left behind by a crash can do it again.
 */
export async function endRecorder(
  experiments: Experiments,
  ref: RecorderRef,
  status: TaskStatus,
  fence?: number,
): Promise<void> {
  if (status === 'part_done') await (await experiments.open(ref)).setTags({ [TRAIN_STATUS]: BEGUN });
  if (status !== 'done') return;
  const fenced = fence === undefined ? {} : { fence };
  await experiments.end(ref, { status: 'FINISHED', tags: { [TRAIN_STATUS]: ENDED }, ...fenced });
}
