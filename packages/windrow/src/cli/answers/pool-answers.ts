import type {
  ChangeReport,
  PoolSummary,
  ReapSummary,
  RemoveReport,
  StatusCounts,
  TaskView,
  WaitOutcome,
  WorkerPresence,
} from '@windrow/core';

/** A task without its results, which may be anything. */
export type TaskAnswer = Omit<TaskView, 'result' | 'stepResult'>;

/** What `pool list` answers. */
export interface PoolListAnswer {
  readonly pools: readonly PoolSummary[];
}

/** What `pool stat` answers. */
export interface PoolStatAnswer {
  readonly pool: string;
  readonly counts: StatusCounts;
  /** Workers that are alive. */
  readonly workers: number;
}

/** What `pool query` answers. */
export interface PoolQueryAnswer {
  readonly pool: string;
  readonly tasks: readonly TaskAnswer[];
  /** What `--cursor` takes to go on; absent at the end. */
  readonly cursor?: string;
}

/** What `pool show` answers. */
export interface PoolShowAnswer {
  readonly pool: string;
  readonly task: TaskAnswer;
}

/** What `pool wait` answers. */
export interface PoolWaitAnswer extends WaitOutcome {
  readonly pool: string;
}

/** What `pool watch` answers, one a line: what there is to see of a pool at one moment. Times are the store's, epoch ms. */
export interface PoolSight {
  readonly at: number;
  readonly pool: string;
  readonly paused: boolean;
  readonly counts: StatusCounts;
  /** Ended tasks a second over the last minute; absent until one has ended. */
  readonly ratePerSecond?: number;
  /** How long the rest takes at that rate. */
  readonly leftMs?: number;
  readonly workers: readonly Pick<WorkerPresence, 'workerId' | 'state' | 'host' | 'pid' | 'held' | 'seenAt'>[];
  /** The last five, latest first. */
  readonly failures: readonly SeenFailure[];
}

export interface SeenFailure {
  readonly id: string;
  readonly endedAt: number;
  readonly message: string;
}

/** What `pool retry`, `cancel`, `prioritize` and `reset` answer; on a dry run only how many tasks it would be. */
export type PoolChangeAnswer =
  | { readonly pool: string; readonly counts: ChangeReport['counts'] }
  | { readonly pool: string; readonly dryRun: true; readonly tasks: number };

/** What `pool remove` answers. */
export interface PoolRemoveAnswer extends RemoveReport {
  readonly pool: string;
  readonly dryRun: boolean;
}

/** What `pool reap` answers. */
export interface PoolReapAnswer extends ReapSummary {
  readonly pool: string;
}

/** What `pool pause` and `pool resume` answer. */
export interface PoolSettingsAnswer {
  readonly pool: string;
  readonly paused: boolean;
  readonly version: number;
}

/** What `pool export` answers. */
export interface PoolExportAnswer {
  readonly pool: string;
  readonly file: string;
  readonly tasks: number;
  readonly bytes: number;
}

/** What `pool import` answers. */
export interface PoolImportAnswer extends PoolExportAnswer {
  /** Results that are files of their own. */
  readonly largeResults: number;
}
