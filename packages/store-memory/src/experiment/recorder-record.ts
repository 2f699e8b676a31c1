import {
  type ExperimentInfo,
  type FencedWrite,
  type JsonObject,
  type NewRecorder,
  RecorderFencedError,
  type RecorderInfo,
  type RecorderStatus,
  type RecorderTask,
  type Tags,
} from '@windrow/core';
import { deepFreeze } from '../deep-freeze.js';
import { SeqLog } from '../seq-log.js';
import { MetricSeries } from './metric-series.js';

/** A recorder inside the store. What it shows of itself is frozen, what it takes is copied. */
export class RecorderRecord {
  readonly id: string;
  readonly name: string;
  readonly environment: JsonObject;
  readonly series: Map<string, MetricSeries> = new Map();
  status: RecorderStatus;
  tags: Tags;
  params: JsonObject = Object.freeze({});
  unflushed: readonly string[] = Object.freeze([]);
  deleted = false;
  removed = false;
  #task: RecorderTask | undefined;
  #startedAt: number | undefined;
  #endedAt: number | undefined;

  constructor(
    readonly experiment: ExperimentRecord,
    readonly seq: number,
    readonly createdAt: number,
    given: NewRecorder,
  ) {
    this.id = given.id;
    this.name = given.name;
    this.environment = deepFreeze(structuredClone(given.environment));
    this.tags = Object.freeze({ ...given.tags });
    this.status = given.status;
    this.#task = given.task === undefined ? undefined : Object.freeze({ ...given.task });
    this.#stamp(given.status, createdAt);
  }

  /** @throws RecorderFencedError for a write from an attempt that is no longer the current one */
  checkFence({ fence }: FencedWrite): void {
    if (fence !== undefined && this.#task !== undefined && fence < this.#task.fence) {
      throw new RecorderFencedError(this.id, fence, this.#task.fence);
    }
  }

  raiseFence({ fence }: FencedWrite): void {
    if (fence !== undefined && this.#task !== undefined && fence > this.#task.fence) {
      this.#task = Object.freeze({ ...this.#task, fence });
    }
  }

  moveTo(status: RecorderStatus, now: number): void {
    this.status = status;
    this.#stamp(status, now);
  }

  seriesOf(key: string): MetricSeries {
    let series = this.series.get(key);
    if (series === undefined) {
      series = new MetricSeries(key);
      this.series.set(key, series);
    }
    return series;
  }

  info(): RecorderInfo {
    return Object.freeze({
      id: this.id,
      name: this.name,
      status: this.status,
      tags: this.tags,
      environment: this.environment,
      ...(this.#task === undefined ? {} : { task: this.#task }),
      experimentId: this.experiment.id,
      seq: this.seq,
      deleted: this.deleted,
      createdAt: this.createdAt,
      ...(this.#startedAt === undefined ? {} : { startedAt: this.#startedAt }),
      ...(this.#endedAt === undefined ? {} : { endedAt: this.#endedAt }),
      params: this.params,
      metrics: Object.freeze(Object.fromEntries([...this.series].map(([key, series]) => [key, series.last]))),
      unflushed: this.unflushed,
    });
  }

  /** The first start stays; an end is taken back when the recorder goes on. */
  #stamp(status: RecorderStatus, now: number): void {
    const ended = status === 'FINISHED' || status === 'FAILED';
    if (status === 'RUNNING') this.#startedAt ??= now;
    this.#endedAt = ended ? now : undefined;
  }
}

/** An experiment inside the store. */
export class ExperimentRecord {
  readonly recorders: SeqLog<RecorderRecord> = new SeqLog();
  deleted = false;
  removed = false;

  constructor(
    readonly id: string,
    public name: string,
    readonly seq: number,
    readonly createdAt: number,
  ) {}

  info(): ExperimentInfo {
    return Object.freeze({ id: this.id, name: this.name, deleted: this.deleted, createdAt: this.createdAt });
  }
}
