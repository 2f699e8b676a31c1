import type { RecorderRef, TaskDefinition } from '@windrow/core';
import type { TaskTrainOptions } from '@windrow/trainer';

/** Does nothing. */
export const empty = (): null => null;

/** Begins a recorder, which the trainer tags and finishes, and does nothing else. */
export async function recorded(
  _definition: TaskDefinition,
  { experiments, experiment, task }: TaskTrainOptions,
): Promise<RecorderRef> {
  return (await experiments.begin(experiment, task === undefined ? {} : { task })).ref;
}
