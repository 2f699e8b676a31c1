import type { ArtifactStore, TaskOptions, TaskStore, TrainOptions } from '@windrow/core';
import type { TrainingParts } from '../task/task-train.js';
import type { HandlerModule, WorkerOptions } from '../worker/worker-options.js';
import type { IsolationOptions } from './isolation-options.js';
import type { TrainDefinition } from './trainer-r.js';

type WorkerTuning = Pick<
  WorkerOptions,
  | 'concurrency'
  | 'leaseMs'
  | 'renewEveryMs'
  | 'abortGraceMs'
  | 'leaseThread'
  | 'pollMs'
  | 'reapEveryMs'
  | 'graceMs'
  | 'offers'
  | 'handleSignals'
  | 'onEvent'
  | 'retry'
>;

/** What a `TrainerRM` is given. */
export interface TrainerRMOptions extends TrainingParts, IsolationOptions {
  readonly store: TaskStore;
  readonly artifacts?: ArtifactStore;
  /** Where recorders go, and the scope in which equal definitions are one task. */
  readonly experiment: string;
  /** Default: the experiment's name. */
  readonly pool?: string;
  /** Default {@link taskTrain}. In a child: where it is exported. */
  readonly trainFn?: TrainDefinition | HandlerModule;
  /** `train` only submits and waits; workers elsewhere do the work. Default false: this process helps. */
  readonly skipRun?: boolean;
  readonly recorderName?: string;
  /** How this process works when it helps. */
  readonly worker?: WorkerTuning;
  /** What each task that is submitted here may do; what is left out comes from the pool. */
  readonly tasks?: Pick<TaskOptions, 'maxAttempts' | 'timeLimitMs' | 'priority'>;
  /** How long tasks may wait with no worker alive before that is told, ms; default 5,000. */
  readonly noWorkerAfterMs?: number;
  /** What becomes of results that other code made; default `warn`. */
  readonly onVersionChange?: 'warn' | 'rerun' | 'error';
}

/** Options of one call. */
export interface TrainRMOptions extends TrainOptions {
  readonly trainFn?: TrainDefinition | HandlerModule;
  readonly skipRun?: boolean;
  readonly recorderName?: string;
  /** Told once, after the submit: how many tasks had a result already, and how many of those other code had made. */
  readonly onSubmitted?: (submitted: {
    readonly tasks: number;
    readonly reused: number;
    readonly otherVersion: number;
  }) => void;
}
