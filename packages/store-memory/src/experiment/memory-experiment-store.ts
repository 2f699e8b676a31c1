import { randomUUID } from 'node:crypto';
import {
  type Clock,
  type ExperimentInfo,
  ExperimentNotFoundError,
  type ExperimentStore,
  type ExperimentStoreCapabilities,
  type FencedWrite,
  InvalidArgumentError,
  type JsonObject,
  type MetricPoint,
  mergeParams,
  type NewRecorder,
  PayloadTooLargeError,
  type RecorderInfo,
  type RecorderPage,
  type RecorderQuery,
  RecorderStatusError,
  type SeriesQuery,
  StoreClosedError,
  type Tags,
} from '@windrow/core';
import { deepFreeze } from '../deep-freeze.js';
import { parseCursor } from '../parse-cursor.js';
import { requireInteger } from '../require-integer.js';
import { SteadyClock } from '../steady-clock.js';
import { ExperimentTable } from './experiment-table.js';
import { listRecorders } from './list-recorders.js';
import { type ExperimentRecord, RecorderRecord } from './recorder-record.js';

const MAX_PARAMS_BYTES = 16 * 1024 * 1024;

/** What an experiment store in memory may be given. */
export interface MemoryExperimentStoreOptions {
  /** Default: the machine's clock. */
  readonly clock?: Clock;
}

/** The experiment store in memory: the executable reference of its contract, gone with the process. */
export class MemoryExperimentStore implements ExperimentStore {
  readonly capabilities: ExperimentStoreCapabilities = Object.freeze({
    fencedRecorders: true,
    clock: 'injected',
    durable: false,
    maxParamsBytes: MAX_PARAMS_BYTES,
    lacks: Object.freeze({}),
  });
  readonly #clock: SteadyClock;
  readonly #identity = Object.freeze({ storeId: randomUUID() });
  readonly #table = new ExperimentTable();
  #closed = false;

  constructor(options: MemoryExperimentStoreOptions = {}) {
    this.#clock = new SteadyClock(options.clock);
  }

  async identity(): Promise<{ readonly storeId: string }> {
    this.#begin('identity');
    return this.#identity;
  }

  async getOrCreate(name: string): Promise<ExperimentInfo> {
    const now = this.#begin('getOrCreate');
    checkName('getOrCreate.name', name);
    return this.#table.getOrCreate(name, now).info();
  }

  async get(ref: { readonly id: string } | { readonly name: string }): Promise<ExperimentInfo | undefined> {
    this.#begin('get');
    return this.#table.find(ref)?.info();
  }

  async list(options: {
    readonly deleted?: boolean;
    readonly limit: number;
    readonly cursor?: string;
  }): Promise<{ readonly experiments: readonly ExperimentInfo[]; readonly cursor?: string }> {
    this.#begin('list');
    requireInteger('list.limit', options.limit, 1, Number.MAX_SAFE_INTEGER);
    const found: ExperimentRecord[] = [];
    for (const record of this.#table.experiments.after(parseCursor('list.cursor', options.cursor))) {
      if (record.deleted !== (options.deleted ?? false)) continue;
      if (found.length === options.limit) {
        return { experiments: found.map(infoOf), cursor: String((found.at(-1) as ExperimentRecord).seq) };
      }
      found.push(record);
    }
    return { experiments: found.map(infoOf) };
  }

  async rename(id: string, name: string): Promise<ExperimentInfo> {
    this.#begin('rename');
    checkName('rename.name', name);
    const experiment = this.#table.experiment(id);
    this.#table.rename(experiment, name);
    return experiment.info();
  }

  async delete(id: string): Promise<void> {
    this.#begin('delete');
    this.#table.delete(this.#table.experiment(id));
  }

  async restore(id: string): Promise<ExperimentInfo> {
    this.#begin('restore');
    const experiment = this.#table.experiment(id);
    this.#table.restore(experiment);
    return experiment.info();
  }

  async purge(id: string): Promise<void> {
    this.#begin('purge');
    this.#table.purge(this.#table.experiment(id));
  }

  async createRecorder(experimentId: string, recorder: NewRecorder): Promise<RecorderInfo> {
    const now = this.#begin('createRecorder');
    const before = this.#table.findRecorder(recorder.id);
    if (before !== undefined) return before.info();
    const experiment = this.#table.experiment(experimentId);
    if (experiment.deleted) throw new ExperimentNotFoundError(experimentId);
    const made = new RecorderRecord(experiment, this.#table.nextSeq(), now, recorder);
    this.#table.add(made);
    return made.info();
  }

  async getRecorder(id: string): Promise<RecorderInfo | undefined> {
    this.#begin('getRecorder');
    return this.#table.findRecorder(id)?.info();
  }

  async listRecorders(query: RecorderQuery): Promise<RecorderPage> {
    this.#begin('listRecorders');
    return listRecorders(this.#table, query);
  }

  async setStatus(id: string, change: Parameters<ExperimentStore['setStatus']>[1]): Promise<RecorderInfo> {
    const now = this.#begin('setStatus');
    const recorder = this.#table.recorder(id);
    recorder.checkFence(change);
    if (!change.from.includes(recorder.status)) throw new RecorderStatusError(id, recorder.status, change.to);
    recorder.raiseFence(change);
    recorder.moveTo(change.to, now);
    if (change.unflushed !== undefined) recorder.unflushed = Object.freeze([...change.unflushed]);
    return recorder.info();
  }

  async logParams(id: string, params: JsonObject, options: FencedWrite = {}): Promise<void> {
    const recorder = this.#writable(id, 'logParams', options);
    const merged = mergeParams(id, recorder.params, structuredClone(params));
    const bytes = Buffer.byteLength(JSON.stringify(merged));
    if (bytes > MAX_PARAMS_BYTES)
      throw new PayloadTooLargeError(`The params of recorder ${id}`, bytes, MAX_PARAMS_BYTES);
    recorder.params = deepFreeze(merged);
    recorder.raiseFence(options);
  }

  async logMetrics(id: string, points: readonly MetricPoint[], options: FencedWrite = {}): Promise<void> {
    const recorder = this.#writable(id, 'logMetrics', options);
    for (const { key, step } of points) {
      checkName('logMetrics.key', key);
      requireInteger(`logMetrics.step of ${key}`, step, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    }
    for (const point of points) recorder.seriesOf(point.key).set(point);
    recorder.raiseFence(options);
  }

  async metricSeries(id: string, key: string, query: SeriesQuery): Promise<readonly MetricPoint[]> {
    this.#begin('metricSeries');
    if (query.points !== undefined) requireInteger('metricSeries.points', query.points, 1, Number.MAX_SAFE_INTEGER);
    return this.#table.recorder(id).series.get(key)?.read(query) ?? [];
  }

  async setTags(id: string, tags: Tags, options: FencedWrite = {}): Promise<void> {
    const recorder = this.#writable(id, 'setTags', options);
    recorder.tags = Object.freeze({ ...recorder.tags, ...tags });
    recorder.raiseFence(options);
  }

  async deleteTags(id: string, names: readonly string[], options: FencedWrite = {}): Promise<void> {
    const recorder = this.#writable(id, 'deleteTags', options);
    const gone = new Set(names);
    recorder.tags = Object.freeze(
      Object.fromEntries(Object.entries(recorder.tags).filter(([name]) => !gone.has(name))),
    );
    recorder.raiseFence(options);
  }

  async deleteRecorder(id: string): Promise<void> {
    this.#begin('deleteRecorder');
    this.#table.recorder(id).deleted = true;
  }

  async restoreRecorder(id: string): Promise<void> {
    this.#begin('restoreRecorder');
    this.#table.recorder(id).deleted = false;
  }

  async purgeRecorder(id: string): Promise<void> {
    this.#begin('purgeRecorder');
    this.#table.purgeRecorder(this.#table.recorder(id));
  }

  async now(): Promise<number> {
    return this.#begin('now');
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #writable(id: string, operation: string, options: FencedWrite): RecorderRecord {
    this.#begin(operation);
    const recorder = this.#table.recorder(id);
    recorder.checkFence(options);
    return recorder;
  }

  #begin(operation: string): number {
    if (this.#closed) throw new StoreClosedError('The memory experiment store', operation);
    return this.#clock.now();
  }
}

function infoOf(record: ExperimentRecord): ExperimentInfo {
  return record.info();
}

function checkName(argument: string, name: string): void {
  if (name === '') throw new InvalidArgumentError(argument, 'must not be empty.');
}
