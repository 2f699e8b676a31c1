import type { ComponentSpec, JsonObject, JsonValue, TaskDefinition } from '@windrow/core';

/** A workflow file, checked: one task, or with `generate` the whole flow. Its form is in `schema/workflow.schema.json`. */
export interface WorkflowFile {
  /** Where recorders go. Default: the file's name without its ending. */
  readonly experiment?: string | undefined;
  /** Where tasks live. Default: the experiment's name. */
  readonly pool?: string | undefined;
  /** The task, or the template of all tasks. */
  readonly task: TaskDefinition;
  /** The steps of time that windows count. Default: `data`. */
  readonly calendar?: CalendarSpec | undefined;
  /** What makes many tasks of the template, one after the other. */
  readonly generate?: readonly GeneratorSpec[] | undefined;
  readonly trainer?: TrainerSpec | undefined;
  readonly collect?: CollectSpec | undefined;
  /** What becomes of the collected objects. Default: `rolling` where a generator rolls, else nothing. */
  readonly ensemble?: readonly EnsembleStep[] | undefined;
  readonly output?: OutputSpec | undefined;
}

/** `'data'`: the times that the task's dataset has rows for. Else exactly one of `businessDays`, `daily` and `dates`. */
export type CalendarSpec =
  | 'data'
  | {
      readonly name?: string | undefined;
      /** The last time of which data exist; later ones are the future. */
      readonly known?: string | undefined;
      readonly businessDays?:
        | {
            readonly from: string;
            readonly to: string;
            readonly holidays?: readonly string[] | undefined;
            readonly weekend?: readonly number[] | undefined;
          }
        | undefined;
      readonly daily?: { readonly from: string; readonly to: string } | undefined;
      readonly dates?: readonly string[] | undefined;
    };

/** Exactly one of `grid`, `rolling`, `multi-horizon` and `class` (a generator that a plugin registered). */
export interface GeneratorSpec {
  readonly grid?: { readonly [path: string]: readonly JsonValue[] } | undefined;
  readonly rolling?: RollingSpec | undefined;
  readonly 'multi-horizon'?: MultiHorizonSpec | undefined;
  readonly class?: string | undefined;
  readonly kwargs?: JsonObject | undefined;
}

/** The options of `RollingGen` that a file can say. */
export interface RollingSpec {
  readonly step?: number | undefined;
  readonly type?: 'expanding' | 'sliding' | undefined;
  readonly testLength?: number | undefined;
  readonly testKey?: string | undefined;
  readonly trainKey?: string | undefined;
  readonly truncate?: number | undefined;
  readonly labelHorizon?: number | undefined;
  readonly allowTouch?: boolean | undefined;
  readonly clip?: 'calendar' | 'askedEnd' | undefined;
  readonly rollFit?: boolean | undefined;
}

/** The options of `MultiHorizonGen` that a file can say. */
export interface MultiHorizonSpec {
  readonly horizons?: readonly number[] | undefined;
  readonly labelLeak?: number | undefined;
  readonly testKey?: string | undefined;
  readonly set: JsonObject;
}

/** How tasks are trained. */
export interface TrainerSpec {
  /** Tasks at once. Default 1. */
  readonly concurrency?: number | undefined;
  /** `thread`, `process`: as many of them as `concurrency` says train, and what they record goes through the run. Default `inline`. */
  readonly isolate?: 'inline' | 'thread' | 'process' | undefined;
  /** Of each task. Default: the pool's, else 3. */
  readonly maxAttempts?: number | undefined;
  readonly timeLimitMs?: number | undefined;
  /** How long a task stays with a process that has died. Default: the pool's, else 60,000. */
  readonly leaseMs?: number | undefined;
}

/** What is collected of the recorders, and under which key. */
export interface CollectSpec {
  /** A name, names, or names with what they are called at the recorder. Default `pred`. */
  readonly artifacts?: string | readonly string[] | { readonly [name: string]: string } | undefined;
  /** Dotted paths into the definition whose values tell models apart, with names or without. Default: what the generators vary. */
  readonly key?: readonly string[] | { readonly [name: string]: string } | undefined;
}

/** Exactly one of `rolling`, `average`, `group` and `ensemble`. */
export interface EnsembleStep {
  readonly rolling?: JsonObject | undefined;
  readonly average?: AverageSpec | undefined;
  /** A group that a plugin registered. */
  readonly group?: ComponentSpec | undefined;
  /** An ensemble that a plugin registered. */
  readonly ensemble?: (ComponentSpec & { readonly by?: readonly string[] | undefined }) | undefined;
}

/** The options of `AverageEnsemble` that a file can say, and which models are averaged together. */
export interface AverageSpec {
  /** Names of the key's parts that stay; one average for each of their values. Default: none, one average of all. */
  readonly by?: readonly string[] | undefined;
  readonly standardize?: boolean | undefined;
  readonly onDegenerate?: 'zero' | 'abstain' | 'nan' | 'error' | undefined;
  readonly minCoverage?: number | undefined;
  readonly requireAll?: boolean | undefined;
}

/** What is written and shown when all is done. */
export interface OutputSpec {
  /** Below the working directory. Default: the working directory itself. */
  readonly directory?: string | undefined;
  /** Frames by the file's ending, `.arrow`, `.csv` or `.parquet`. */
  readonly files?: readonly OutputFile[] | undefined;
  /** A JSON file with the table of metrics. */
  readonly summary?: string | undefined;
  /** Which metrics the table shows. Default: IC, Rank IC, R2, RMSE, MAE. */
  readonly metrics?: readonly MetricName[] | undefined;
}

/** One file of frames. */
export interface OutputFile {
  readonly file: string;
  /** Default: the first of `collect.artifacts`. */
  readonly artifact?: string | undefined;
}

/** The metrics that a table can show, as the reference names them. */
export const METRIC_NAMES = ['IC', 'ICIR', 'Rank IC', 'Rank ICIR', 'R2', 'RMSE', 'MAE', 'Hit Rate'] as const;
/** One of {@link METRIC_NAMES}. */
export type MetricName = (typeof METRIC_NAMES)[number];
