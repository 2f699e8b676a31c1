import type { JsonObject, JsonValue } from '../task/definition.js';
import type { FilterNode } from '../task/filter.js';
import type { Tags } from './stored-task.js';

/** Every status of a recorder, in the order of its life. */
export const RECORDER_STATUSES = ['SCHEDULED', 'RUNNING', 'FINISHED', 'FAILED'] as const;
/** How far a run is. */
export type RecorderStatus = (typeof RECORDER_STATUSES)[number];

/** An experiment as its store knows it. Times are epoch ms. */
export interface ExperimentInfo {
  readonly id: string;
  readonly name: string;
  readonly deleted: boolean;
  readonly createdAt: number;
}

/** A recorder as it is created. */
export interface NewRecorder {
  /** Random, made by the client: a create repeated after a lost reply changes nothing. */
  readonly id: string;
  readonly name: string;
  readonly status: RecorderStatus;
  readonly tags: Tags;
  /** Code and machine: git commit and whether dirty, versions, host. Never environment variables. */
  readonly environment: JsonObject;
  /** The task that owns it, with the fence of the attempt that made it. */
  readonly task?: RecorderTask;
}

/** The task, and the attempt of it, that a recorder belongs to. */
export interface RecorderTask {
  readonly storeId: string;
  readonly pool: string;
  readonly taskId: string;
  readonly fence: number;
}

/** A recorder as its store knows it, without series and artifacts. Times are epoch ms. */
export interface RecorderInfo extends NewRecorder {
  readonly experimentId: string;
  /** Creation number: grows in the store, with gaps. */
  readonly seq: number;
  readonly deleted: boolean;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** Nested, each leaf written once. */
  readonly params: JsonObject;
  /** The last value of each metric: the one with the highest step. NaN and infinities allowed. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Writes that did not reach the store before the recorder ended. */
  readonly unflushed: readonly string[];
}

/** One value of one metric, at a step. */
export interface MetricPoint {
  readonly key: string;
  readonly step: number;
  readonly value: number;
  /** Epoch ms. */
  readonly time: number;
}

/** What an experiment store can do, in facts that its suite and its callers read. */
export interface ExperimentStoreCapabilities {
  /** Whether a write with a lower fence than the stored one is refused. */
  readonly fencedRecorders: boolean;
  readonly clock: 'injected' | 'server';
  readonly durable: boolean;
  /** The largest nested params object of one recorder, bytes of JSON. */
  readonly maxParamsBytes: number;
  /** Tells which optional parts the backend lacks, by name, with the reason (an MLflow server cannot page deleted runs, say). */
  readonly lacks: Readonly<Record<string, string>>;
}

/** Options of every write to a recorder that belongs to a task. */
export interface FencedWrite {
  /** A lower fence than the stored one is `RecorderFencedError` (where `fencedRecorders`); a higher one is stored. */
  readonly fence?: number;
}

/** Which recorders a store lists. */
export type RecorderQuery = {
  /** Absent: all living experiments. */
  readonly experimentId?: string;
  /** On `params.*`, `tags.*`, `metrics.*` (last value), `id`, `name`, `status`, `createdAt`, `startedAt`, `endedAt`. */
  readonly filter?: FilterNode;
  readonly deleted?: boolean;
  readonly limit: number;
  readonly cursor?: string;
};

/** A page of recorders. */
export interface RecorderPage {
  readonly recorders: readonly RecorderInfo[];
  readonly cursor?: string;
}

/** What `metricSeries` may be asked for: a range of steps, thinned to about `points` buckets of (min, max, last) each. */
export interface SeriesQuery {
  readonly fromStep?: number;
  readonly toStep?: number;
  readonly points?: number;
}

/**
 * Experiments and recorders (rules in `docs/experiment-contract.md`). Every method may throw `StoreUnavailableError`;
 * methods that name an experiment or a recorder throw `ExperimentNotFoundError` or `RecorderNotFoundError`.
 */
export interface ExperimentStore {
  readonly capabilities: ExperimentStoreCapabilities;
  identity(): Promise<{ readonly storeId: string }>;
  /** One atomic operation: fifty parallel callers get one id. */
  getOrCreate(name: string): Promise<ExperimentInfo>;
  get(ref: { readonly id: string } | { readonly name: string }): Promise<ExperimentInfo | undefined>;
  list(options: {
    readonly deleted?: boolean;
    readonly limit: number;
    readonly cursor?: string;
  }): Promise<{ readonly experiments: readonly ExperimentInfo[]; readonly cursor?: string }>;
  /** @throws ExperimentNameTakenError */
  rename(id: string, name: string): Promise<ExperimentInfo>;
  /** Frees the name and keeps the id. */
  delete(id: string): Promise<void>;
  /** @throws ExperimentNameTakenError */
  restore(id: string): Promise<ExperimentInfo>;
  /** Final: the experiment, its recorders, their series. */
  purge(id: string): Promise<void>;

  /** Idempotent by id. */
  createRecorder(experimentId: string, recorder: NewRecorder): Promise<RecorderInfo>;
  /**
   * `getOrCreate` of the experiment's name and `createRecorder` in it, in one call: for stores that are asked over a distance. Without it
   * both are called. Idempotent by the recorder's id.
   */
  beginRecorder?(experiment: string, recorder: NewRecorder): Promise<RecorderInfo>;
  getRecorder(id: string): Promise<RecorderInfo | undefined>;
  listRecorders(query: RecorderQuery): Promise<RecorderPage>;
  /** Compare-and-set: applies when the present status is in `from`. @throws RecorderStatusError, RecorderFencedError */
  setStatus(
    id: string,
    change: {
      readonly from: readonly RecorderStatus[];
      readonly to: RecorderStatus;
      readonly unflushed?: readonly string[];
    } & FencedWrite,
  ): Promise<RecorderInfo>;
  /** Merges nested params; the same value again is fine. @throws ParamConflictError, RecorderFencedError */
  logParams(id: string, params: JsonObject, options?: FencedWrite): Promise<void>;
  /** A point is identified by (key, step): the last write wins. */
  logMetrics(id: string, points: readonly MetricPoint[], options?: FencedWrite): Promise<void>;
  /** By step, ascending. */
  metricSeries(id: string, key: string, query: SeriesQuery): Promise<readonly MetricPoint[]>;
  setTags(id: string, tags: Tags, options?: FencedWrite): Promise<void>;
  deleteTags(id: string, names: readonly string[], options?: FencedWrite): Promise<void>;
  deleteRecorder(id: string): Promise<void>;
  restoreRecorder(id: string): Promise<void>;
  purgeRecorder(id: string): Promise<void>;
  now(): Promise<number>;
  close(): Promise<void>;
}

/** A recorder's address: plain JSON, opens on any machine that reaches the store. */
export interface RecorderRef {
  readonly experimentId: string;
  readonly recorderId: string;
}

/** Whether a value is the address of a recorder. */
export function isRecorderRef(value: JsonValue | unknown): value is RecorderRef {
  if (typeof value !== 'object' || value === null) return false;
  const { experimentId, recorderId } = value as Partial<Record<keyof RecorderRef, unknown>>;
  return typeof experimentId === 'string' && typeof recorderId === 'string';
}
