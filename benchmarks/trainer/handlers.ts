import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RecorderRef, TaskDefinition, TrainContext } from '@windrow/core';
import type { TaskTrainOptions } from '@windrow/trainer';

/** One of the tasks that warm up: it waits until this file is there, so that every place has one of them. */
export interface WarmUp {
  readonly until: string;
}

/** What a task that warms up says when it has begun. */
export const BEGUN = 'begun';

async function warm(definition: unknown, log: (message: string) => void): Promise<void> {
  const { until } = definition as Partial<WarmUp>;
  if (until === undefined) return;
  log(BEGUN);
  while (!existsSync(until)) await sleep(5);
}

/** Does nothing. */
export async function empty(definition: unknown, { log }: TrainContext): Promise<null> {
  await warm(definition, log);
  return null;
}

/** Begins a recorder, which the trainer tags and finishes, and does nothing else. */
export async function recorded(
  definition: TaskDefinition,
  { experiments, experiment, task, log = () => {} }: TaskTrainOptions,
): Promise<RecorderRef> {
  await warm(definition, log);
  return (await experiments.begin(experiment, task === undefined ? {} : { task })).ref;
}
