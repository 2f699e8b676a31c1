import { setTimeout as sleep } from 'node:timers/promises';
import type { Filter, TaskStore, TrainFunction } from '@windrow/core';
import { Worker } from './worker/worker.js';
import type { HandlerModule, WorkerOptions } from './worker/worker-options.js';

/** What `runTasks` is given: a store, and what a worker is told. */
export interface RunTasksOptions extends Omit<WorkerOptions, 'train' | 'untilEmpty'> {
  readonly store: TaskStore;
}

/**
 * Runs tasks of a pool as long as there are any to claim, delayed ones and retries included. Four transitions: from `waiting` the
 * function gets the definition, from `part_done` the last step's result; to `part_done` or `done`. A failing task does not stop the
 * others. From `part_done` to `part_done` each task is stepped once. (Reference: `run_task`; its `force_release` is
 * `isolate: 'process'`.)
 *
 * @returns whether anything ran
 * @throws InvalidArgumentError, HandlerLoadError before anything is claimed
 */
export async function runTasks(train: TrainFunction | HandlerModule, options: RunTasksOptions): Promise<boolean> {
  const { store, ...worker } = options;
  const filter = await stepOnce(options);
  const summary = await new Worker(store, {
    ...worker,
    ...(filter === undefined ? {} : { filter }),
    train,
    untilEmpty: true,
  }).run();
  return summary.started > 0;
}

/** What is stepped here keeps its status, so it is told from the rest by its last attempt, which begins after this instant. */
async function stepOnce({ store, filter, before, after }: RunTasksOptions): Promise<Filter | undefined> {
  if (before !== 'part_done' || after !== 'part_done') return filter;
  const now = await store.now();
  while ((await store.now()) <= now) await sleep(1);
  const notStepped: Filter = { startedAt: { $lte: now } };
  return filter === undefined ? notStepped : { $and: [filter, notStepped] };
}
