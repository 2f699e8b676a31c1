import type {
  ComponentRegistry,
  Experiments,
  JsonObject,
  Recorder,
  RecorderRef,
  RecorderTask,
  TaskDefinition,
} from '@windrow/core';
import { InvalidTaskError } from '../errors/trainer-errors.js';
import { trainDefinition } from './train-definition.js';

/** What training needs of its surroundings. */
export interface TrainingParts {
  readonly experiments: Experiments;
  readonly registry: ComponentRegistry;
}

/** Where one training is recorded, and how it ends. */
export interface TaskTrainOptions extends TrainingParts {
  /** The experiment's name. */
  readonly experiment: string;
  /** The recorder's name. */
  readonly recorder?: string;
  /** The task of a pool that this is an attempt of. */
  readonly task?: RecorderTask;
  /**
   * Whether the recorder is FINISHED here (default), or by whoever commits the task's result: until then the run does not count.
   */
  readonly finish?: boolean;
  readonly signal?: AbortSignal;
  readonly progress?: (value: unknown) => void;
  readonly log?: (message: string) => void;
}

/**
 * Builds and runs what a definition names, and records all of it: params are the definition, artifacts `task`, `params` (the model),
 * `dataset` (its configuration), and whatever the records keep. It runs here: in a thread or a process it is `TrainerR` with `isolate`
 * that runs it. (Reference: `task_train`; its `call_in_subproc` is the trainer's too.)
 *
 * @returns where the recorder is found, from any machine
 * @throws InvalidTaskError, UnknownComponentError, InvalidComponentError; whatever the model throws. The recorder is FAILED then.
 */
export async function taskTrain(definition: TaskDefinition, options: TaskTrainOptions): Promise<RecorderRef> {
  const recorder = await begin(definition, options, 'RUNNING');
  return run(definition, recorder, options);
}

/**
 * Only prepares: a recorder with the definition, SCHEDULED. {@link endTaskTrain} trains it, here or elsewhere.
 * (Reference: `begin_task_train`.)
 */
export async function beginTaskTrain(definition: TaskDefinition, options: TaskTrainOptions): Promise<RecorderRef> {
  const recorder = await begin(definition, options, 'SCHEDULED');
  await recorder.flush();
  return recorder.ref;
}

/** Trains what {@link beginTaskTrain} prepared. (Reference: `end_task_train`.) @throws as {@link taskTrain} */
export async function endTaskTrain(
  ref: RecorderRef,
  options: Omit<TaskTrainOptions, 'experiment' | 'recorder'>,
): Promise<RecorderRef> {
  const fence = options.task?.fence;
  const recorder = await options.experiments.resume(ref, {
    ...(fence === undefined ? {} : { fence }),
    ...patience(options),
  });
  const definition = (await recorder.loadObject('task')) as TaskDefinition;
  return run(definition, recorder, options);
}

async function begin(
  definition: TaskDefinition,
  options: TaskTrainOptions,
  status: 'RUNNING' | 'SCHEDULED',
): Promise<Recorder> {
  if (typeof definition !== 'object' || definition === null || Array.isArray(definition)) {
    throw new InvalidTaskError('definition', `is ${definition === null ? 'null' : typeof definition}, not an object`);
  }
  const { experiments, experiment, recorder: name, task } = options;
  const recorder = await experiments.begin(experiment, {
    status,
    ...patience(options),
    tags: task === undefined ? {} : { task_id: task.taskId },
    ...(name === undefined ? {} : { recorder: name }),
    ...(task === undefined ? {} : { task }),
  });
  await recorder.logParams(definition as JsonObject);
  await recorder.saveObject('task', definition);
  return recorder;
}

/**
 * With a pool a store that is away is waited for before anything is trained, as it is at the commit: an outage must not use up the
 * attempts of a whole pool. The claim's signal ends the wait.
 */
function patience({ task, signal }: Pick<TaskTrainOptions, 'task' | 'signal'>): { readonly until?: AbortSignal } {
  return task === undefined || signal === undefined ? {} : { until: signal };
}

async function run(
  definition: TaskDefinition,
  recorder: Recorder,
  options: Omit<TaskTrainOptions, 'experiment' | 'recorder'>,
): Promise<RecorderRef> {
  try {
    await trainDefinition(definition, {
      registry: options.registry,
      recorder,
      signal: options.signal ?? new AbortController().signal,
      progress: options.progress ?? (() => {}),
      log: options.log ?? (() => {}),
    });
    if (options.finish === false) await recorder.flush();
    else await recorder.end('FINISHED');
  } catch (error) {
    // The first error is what the caller needs; that the recorder could not be marked comes second, and the task's end repairs it.
    await recorder.end('FAILED').catch(() => {});
    throw error;
  }
  return recorder.ref;
}
