import { type RecorderRef, TaskAbortedError } from '@windrow/core';
import { ChildExecutor } from '../isolate/child-executor.js';
import { RecordingDesk } from '../isolate/parent/recording-desk.js';
import { trainingModule } from '../isolate/training-module.js';
import { childTraining, type TrainingStep } from './step-worker.js';

const ABORT_GRACE_MS = 5_000;

export type ChildStep = Omit<TrainingStep, 'storeId' | 'registry'> & { readonly isolate: 'thread' | 'process' };

/** Trains one definition after the other in a child, where no pool is involved. */
export class TrainingChildren {
  readonly #step: ChildStep;
  readonly #executor: ChildExecutor;

  /** @throws InvalidArgumentError where a child could not know what to run */
  constructor(step: ChildStep) {
    const { isolate, memoryLimitBytes, maxTasksPerChild } = step;
    this.#step = step;
    this.#executor = new ChildExecutor({
      isolate,
      train: trainingModule(step.step),
      args: childTraining(step),
      abortGraceMs: ABORT_GRACE_MS,
      memoryLimitBytes,
      maxTasksPerChild,
    });
  }

  /** @throws HandlerLoadError */
  async prepare(): Promise<void> {
    await this.#executor.prepare();
  }

  /** @throws what the train function throws, ChildDiedError, MemoryLimitError, TaskAbortedError. Its recorder is FAILED then. */
  async train(input: unknown, name: string, given?: AbortSignal): Promise<RecorderRef> {
    const { timeLimitMs, experiments } = this.#step;
    const limit = new AbortController();
    const timer =
      timeLimitMs === undefined
        ? undefined
        : setTimeout(() => limit.abort(new TaskAbortedError('TIME_LIMIT', name)), timeLimitMs);
    const signal = given === undefined ? limit.signal : AbortSignal.any([limit.signal, given]);
    const desk = new RecordingDesk(experiments, signal);
    const nobody = (): void => {};
    const attempt = {
      input,
      name,
      attempt: 1,
      tags: {},
      args: undefined,
      signal,
      progress: nobody,
      log: nobody,
      stores: desk,
    };
    try {
      return (await this.#executor.run(attempt)) as RecorderRef;
    } catch (error) {
      await desk.close();
      await desk.fail();
      throw error;
    } finally {
      clearTimeout(timer);
      await desk.close();
    }
  }

  async close(): Promise<void> {
    await this.#executor.close();
  }
}
