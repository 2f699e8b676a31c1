import type { ArtifactInfo, ExperimentInfo, GarbageReport, MetricPoint, RecorderInfo } from '@windrow/core';
import type { JsonNumber } from './json-number.js';

/** A recorder; a last value that is no number is text. */
export type RecorderAnswer = Omit<RecorderInfo, 'metrics'> & {
  readonly metrics: Readonly<Record<string, JsonNumber>>;
};

/** What `experiment list` answers. */
export interface ExperimentListAnswer {
  readonly experiments: readonly ExperimentInfo[];
  /** What `--cursor` takes to go on; absent at the end. */
  readonly cursor?: string;
}

/** What `experiment show NAME` answers. */
export interface ExperimentShowAnswer {
  readonly experiment: ExperimentInfo;
  readonly recorders: readonly RecorderAnswer[];
  /** What `--cursor` takes to go on; absent at the end. */
  readonly cursor?: string;
}

/** What `experiment show NAME RECORDER` answers. */
export interface RecorderShowAnswer {
  readonly experiment: ExperimentInfo;
  readonly recorder: RecorderAnswer;
  readonly artifacts: readonly Pick<ArtifactInfo, 'name' | 'size' | 'sha256'>[];
  /** Points by metric, of the one that `--metric` named. */
  readonly series: Readonly<Record<string, readonly (Omit<MetricPoint, 'value'> & { readonly value: JsonNumber })[]>>;
}

/** One row of a comparison: a value for each recorder, in their order; `null` where it has none. */
export interface ComparedRow {
  readonly name: string;
  readonly values: readonly unknown[];
}

/** Recorders side by side. */
export interface Comparison {
  readonly recorders: readonly Pick<RecorderInfo, 'id' | 'name' | 'status'>[];
  readonly params: readonly ComparedRow[];
  /** Params that every recorder has with the same value, which are left out unless all were asked for. */
  readonly sameParams: number;
  /** Last values. */
  readonly metrics: readonly ComparedRow[];
  readonly tags: readonly ComparedRow[];
}

/** What `experiment compare` answers. */
export interface ExperimentCompareAnswer extends Comparison {
  readonly experiment: ExperimentInfo;
  /** What `--cursor` takes to go on; absent at the end. */
  readonly cursor?: string;
}

/** What `experiment import` answers. */
export interface ExperimentImportAnswer {
  readonly experiment: ExperimentInfo;
  readonly file: string;
  readonly recorders: number;
}

/** What `experiment export` answers. */
export interface ExperimentExportAnswer extends ExperimentImportAnswer {
  readonly bytes: number;
}

/** What `experiment gc` answers. */
export interface ExperimentGcAnswer extends GarbageReport {
  readonly dryRun: boolean;
}
