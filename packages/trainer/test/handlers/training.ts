import { setTimeout as sleep } from 'node:timers/promises';
import type { RecorderRef, TaskDefinition } from '@windrow/core';
import type { TaskTrainOptions } from '../../src/index.js';
import { toyRegistry } from '../support/toy-training.js';

/** What trainers run in children, named in tests by this module's URL and an export. */

export const components = () => toyRegistry();

export const noComponents = 5;

/** Says where it ran. */
export async function whereabouts(
  _: TaskDefinition,
  { experiments, ...options }: TaskTrainOptions,
): Promise<RecorderRef> {
  const recorder = await experiments.begin(
    options.experiment,
    options.task === undefined ? {} : { task: options.task },
  );
  await recorder.setTags({ pid: process.pid });
  await recorder.logMetrics({ loss: Number.NaN, gain: -0 });
  if (options.finish !== false) await recorder.end();
  else await recorder.flush();
  return recorder.ref;
}

/** Keeps so many bytes, made piece by piece; with `dieAfter` this process is killed when so many of them were taken. */
export async function uploads(definition: TaskDefinition, options: TaskTrainOptions): Promise<RecorderRef> {
  const { bytes, dieAfter = Number.POSITIVE_INFINITY } = definition as { bytes: number; dieAfter?: number };
  const { experiments, experiment, task } = options;
  const recorder = await experiments.begin(experiment, task === undefined ? {} : { task });
  const owner = {
    kind: 'recorder',
    storeId: (await experiments.stores.experiments.identity()).storeId,
    ...recorder.ref,
  } as const;
  async function* pieces(): AsyncGenerator<Uint8Array, void> {
    const piece = new Uint8Array(1024 * 1024).fill(7);
    for (let sent = 0; sent < bytes; sent += piece.length) {
      if (sent >= dieAfter) process.kill(process.pid, 'SIGKILL');
      yield piece;
    }
  }
  await experiments.stores.artifacts.put(owner, 'big', pieces());
  return recorder.ref;
}

/** Goes on writing until it is told no; what it was told is in its progress and its error. */
export async function writesOn(_: TaskDefinition, options: TaskTrainOptions): Promise<RecorderRef> {
  const recorder = await options.experiments.begin(
    options.experiment,
    options.task === undefined ? {} : { task: options.task },
  );
  options.progress?.({ recorderId: recorder.id });
  for (let n = 0; ; n++) {
    await recorder.setTags({ n });
    await sleep(10);
  }
}

export function blocks(): never {
  for (;;);
}
