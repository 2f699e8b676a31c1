import type { AttemptError, Key, StoreFinding, TaskDefinition } from '@windrow/core';
import type { FailedTask, WorkerSummary } from '@windrow/trainer';
import type { ScoreRow } from '../../run/ensemble-objects.js';
import type { JsonNumber } from './json-number.js';

/** One forecast, scored; a metric that cannot be computed is text. */
export type ScoreAnswer = Omit<ScoreRow, 'names' | 'metrics'> & {
  /** What the parts of the key are called; absent when only a component knows. */
  readonly names?: readonly string[] | undefined;
  readonly metrics: Readonly<Partial<Record<string, JsonNumber>>>;
};

/** A task without a result, and what tells it from the others. */
export interface FailedTaskAnswer extends Omit<FailedTask, 'error'> {
  readonly error?: AttemptError;
  readonly key: readonly Key[];
}

/** What `run` answers at its end. */
export interface FinishedRunAnswer {
  readonly experiment: string;
  readonly pool: string;
  readonly tasks: number;
  /** Ended before this run began. */
  readonly reused: number;
  /** Of the reused, how many other code had made. */
  readonly otherVersion: number;
  /** Tasks without a result; with one of them nothing was collected. */
  readonly failed: readonly FailedTaskAnswer[];
  /** In the order of the tasks; `null` where one failed. */
  readonly recorders: readonly (string | null)[];
  readonly scores: readonly ScoreAnswer[];
  readonly metrics: readonly { readonly key: Key; readonly values: Readonly<Record<string, JsonNumber>> }[];
  readonly files: readonly string[];
  readonly seconds: number;
}

/** What `run` answers after Ctrl-C. */
export interface StoppedRunAnswer {
  readonly stopped: true;
  readonly tasks: number;
  readonly ended: number;
}

/** What `run --dry-run` answers. */
export interface RunPlanAnswer {
  readonly pool: string;
  readonly experiment: string;
  readonly tasks: readonly TaskDefinition[];
  /** What tells each task from the others, in their order. */
  readonly keys: readonly (readonly Key[])[];
  readonly keyNames: readonly string[];
}

/** What `worker` answers when it leaves. */
export interface WorkerAnswer {
  readonly pool: string;
  readonly workerId: string;
  readonly summary: WorkerSummary;
}

/** What the doctor found: about the store, or about one pool. */
export interface Finding extends StoreFinding {
  readonly pool?: string;
}

/** What `doctor` answers. */
export interface DoctorAnswer {
  /** Whether nothing needs doing. */
  readonly ok: boolean;
  readonly problems: number;
  readonly findings: readonly Finding[];
}

/** What `init` answers. */
export interface InitAnswer {
  readonly directory: string;
  readonly template: 'rolling' | 'task';
  /** Relative to the directory. */
  readonly files: readonly string[];
}

/** What any command answers when it fails. */
export interface ErrorAnswer {
  readonly error: {
    readonly name: string;
    /** Stable; absent for errors of the platform. */
    readonly code?: string;
    readonly message: string;
  };
}
