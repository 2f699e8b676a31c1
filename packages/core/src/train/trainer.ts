import type { RecorderRef } from '../store/experiment-store.js';
import type { TaskDefinition } from '../task/definition.js';

/** What a trainer may be told for one call. */
export interface TrainOptions {
  readonly experiment?: string;
  readonly signal?: AbortSignal;
  /** Called as tasks end. */
  readonly onProgress?: (progress: TrainProgress) => void;
}

/** How far a training of several tasks is. */
export interface TrainProgress {
  readonly total: number;
  readonly ended: number;
  readonly failed: number;
  /** Tasks whose stored result was taken instead of training again. */
  readonly reused: number;
}

/** Runs until it is stopped or, where asked, until nothing is left. */
export interface TrainerWorker {
  /** Resolves when it has stopped. */
  run(): Promise<unknown>;
  /** Stops claiming and lets what runs finish. */
  stop(): Promise<void>;
}

/** How long a worker of a trainer stays. */
export interface WorkerRunOptions {
  readonly signal?: AbortSignal;
  readonly untilEmpty?: boolean;
}

/**
 * Trains a list of definitions and answers one recorder reference each, in their order, that any machine can open.
 * (Reference: `qlib.model.trainer.Trainer`.)
 */
export interface Trainer {
  /** A plain trainer trains here; a delayed one only prepares. */
  train(tasks: TaskDefinition | readonly TaskDefinition[], options?: TrainOptions): Promise<readonly RecorderRef[]>;
  /** A plain trainer finishes here; a delayed one trains. What has ended already is left alone. */
  endTrain(recorders: readonly RecorderRef[], options?: TrainOptions): Promise<readonly RecorderRef[]>;
  /** `train`, then `endTrain`. (Reference: `Trainer.__call__`.) */
  run(tasks: TaskDefinition | readonly TaskDefinition[], options?: TrainOptions): Promise<readonly RecorderRef[]>;
  isDelay(): boolean;
  /** Whether `worker` can help from other processes. */
  hasWorker(): boolean;
  /** @throws WorkerNotSupportedError when `hasWorker()` is false */
  worker(options?: WorkerRunOptions): TrainerWorker;
}
