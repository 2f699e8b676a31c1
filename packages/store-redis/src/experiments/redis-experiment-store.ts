import { randomUUID } from 'node:crypto';
import {
  type ExperimentInfo,
  ExperimentNameTakenError,
  ExperimentNotFoundError,
  type ExperimentStore,
  type ExperimentStoreCapabilities,
  type FencedWrite,
  InvalidArgumentError,
  type JsonObject,
  type MetricPoint,
  type NewRecorder,
  RecorderFencedError,
  type RecorderInfo,
  RecorderNotFoundError,
  type RecorderPage,
  type RecorderQuery,
  type RecorderStatus,
  RecorderStatusError,
  type SeriesQuery,
  type Tags,
} from '@windrow/core';
import { RedisConnection } from '../connection/redis-connection.js';
import { refuseClosed } from '../connection/redis-error.js';
import type { RedisStoreOptions } from '../connection/redis-options.js';
import { parseCursor, requireInteger } from '../require-number.js';
import { experimentInfo } from './experiment-info.js';
import { ExperimentKeys } from './experiment-keys.js';
import { readHashes } from './hashes.js';
import { listRecorders, readRecorders } from './list-recorders.js';
import { logPoints, readSeries } from './metrics.js';
import { purgeExperiment, purgeRecorder } from './purge.js';
import { MAX_PARAMS_BYTES, writeParams, writeTags } from './recorder-writes.js';
import { SCRIPTS } from './scripts.js';

/** Experiments and recorders on a Redis server or cluster (rules in `docs/experiment-contract.md`). */
export class RedisExperimentStore implements ExperimentStore {
  readonly capabilities: ExperimentStoreCapabilities = Object.freeze({
    fencedRecorders: true,
    clock: 'server',
    durable: true,
    maxParamsBytes: MAX_PARAMS_BYTES,
    lacks: Object.freeze({}),
  });
  readonly #connection: RedisConnection;
  readonly #keys: ExperimentKeys;
  readonly #release: () => Promise<void>;
  #closed = false;

  constructor(connection: RedisConnection) {
    this.#connection = connection;
    this.#release = connection.retain();
    this.#keys = new ExperimentKeys(connection.prefix);
  }

  /**
   * Connects and checks who may write here.
   *
   * @throws InvalidArgumentError, StoreConfigurationError, StoreVersionError, StoreUnavailableError
   */
  static async open(options: RedisStoreOptions): Promise<RedisExperimentStore> {
    return new RedisExperimentStore(await RedisConnection.open(options));
  }

  async identity(): Promise<{ readonly storeId: string }> {
    const { storeId } = await this.#begin('identity').identity();
    return { storeId };
  }

  async getOrCreate(name: string): Promise<ExperimentInfo> {
    const connection = this.#begin('getOrCreate');
    checkName('getOrCreate.name', name);
    for (;;) {
      const made = randomUUID();
      const { counters, names, experiments } = this.#keys;
      const keys = [counters, names, experiments, this.#keys.experiment(made)];
      const id = String(await connection.run('getOrCreate', SCRIPTS.getOrCreate, keys, [name, made]));
      const found = await this.get({ id });
      // Deleted in between: then another one has, or gets, the name.
      if (found !== undefined && !found.deleted) return found;
    }
  }

  async get(ref: { readonly id: string } | { readonly name: string }): Promise<ExperimentInfo | undefined> {
    const connection = this.#begin('get');
    const id = 'id' in ref ? ref.id : await connection.command('get', 'HGET', this.#keys.names, ref.name);
    if (typeof id !== 'string') return undefined;
    const [hash] = await readHashes(connection, 'get', [this.#keys.experiment(id)]);
    return hash === undefined ? undefined : experimentInfo(hash);
  }

  async list(options: {
    readonly deleted?: boolean;
    readonly limit: number;
    readonly cursor?: string;
  }): Promise<{ readonly experiments: readonly ExperimentInfo[]; readonly cursor?: string }> {
    const connection = this.#begin('list');
    requireInteger('list.limit', options.limit, 1, Number.MAX_SAFE_INTEGER);
    const after = parseCursor('list.cursor', options.cursor);
    const page = (await connection.command(
      'list',
      'ZRANGEBYSCORE',
      this.#keys.experiments,
      `(${after}`,
      '+inf',
      'WITHSCORES',
    )) as readonly string[];
    const ids = page.filter((_, i) => i % 2 === 0);
    const hashes = await readHashes(
      connection,
      'list',
      ids.map((id) => this.#keys.experiment(id)),
    );
    const experiments: ExperimentInfo[] = [];
    let last = '0';
    for (const [i, hash] of hashes.entries()) {
      const info = experimentInfo(hash);
      if (info === undefined || info.deleted !== (options.deleted ?? false)) continue;
      if (experiments.length === options.limit) return { experiments, cursor: last };
      experiments.push(info);
      last = page[2 * i + 1] as string;
    }
    return { experiments };
  }

  async rename(id: string, name: string): Promise<ExperimentInfo> {
    const connection = this.#begin('rename');
    checkName('rename.name', name);
    const keys = [this.#keys.names, this.#keys.experiment(id)];
    const [answer, owner = ''] = (await connection.run('rename', SCRIPTS.rename, keys, [id, name])) as string[];
    if (answer === 'taken') throw new ExperimentNameTakenError(name, owner);
    return required(answer === 'missing' ? undefined : await this.get({ id }), id);
  }

  async delete(id: string): Promise<void> {
    const keys = [this.#keys.names, this.#keys.experiment(id)];
    const answer = await this.#begin('delete').run('delete', SCRIPTS.delete, keys, []);
    if (answer === 'missing') throw new ExperimentNotFoundError(id);
  }

  async restore(id: string): Promise<ExperimentInfo> {
    const keys = [this.#keys.names, this.#keys.experiment(id)];
    const answer = (await this.#begin('restore').run('restore', SCRIPTS.restore, keys, [id])) as string[];
    if (answer[0] === 'taken') throw new ExperimentNameTakenError(answer[1] ?? '', answer[2] ?? '');
    return required(answer[0] === 'missing' ? undefined : await this.get({ id }), id);
  }

  async purge(id: string): Promise<void> {
    await this.delete(id);
    await purgeExperiment(this.#begin('purge'), this.#keys, id);
  }

  async createRecorder(experimentId: string, recorder: NewRecorder): Promise<RecorderInfo> {
    const { id, name, status, tags, environment, task } = recorder;
    const answer = await this.#begin('createRecorder').run(
      'createRecorder',
      SCRIPTS.createRecorder,
      [
        this.#keys.counters,
        this.#keys.recorders,
        this.#keys.recordersOf(experimentId),
        this.#keys.experiment(experimentId),
        this.#keys.recorder(id),
      ],
      [
        id,
        experimentId,
        status,
        ...stamps(status),
        ...['name', name, 'tags', JSON.stringify(tags), 'environment', JSON.stringify(environment)],
        ...(task === undefined ? [] : ['task', JSON.stringify(task), 'fence', task.fence]),
      ],
    );
    if (answer === 'missing') throw new ExperimentNotFoundError(experimentId);
    return requiredRecorder(await this.getRecorder(id), id);
  }

  async getRecorder(id: string): Promise<RecorderInfo | undefined> {
    const [info] = await readRecorders(this.#begin('getRecorder'), this.#keys, 'getRecorder', [id]);
    return info;
  }

  async listRecorders(query: RecorderQuery): Promise<RecorderPage> {
    return listRecorders(this.#begin('listRecorders'), this.#keys, query);
  }

  async setStatus(id: string, change: Parameters<ExperimentStore['setStatus']>[1]): Promise<RecorderInfo> {
    const { from, to, unflushed, fence } = change;
    const [answer, found] = (await this.#begin('setStatus').run(
      'setStatus',
      SCRIPTS.setStatus,
      [this.#keys.recorder(id)],
      [fence ?? '', to, unflushed === undefined ? '' : JSON.stringify(unflushed), ...stamps(to), ...from],
    )) as readonly string[];
    if (answer === 'fenced') throw new RecorderFencedError(id, fence ?? 0, Number(found));
    if (answer === 'status') throw new RecorderStatusError(id, found as RecorderStatus, to);
    return requiredRecorder(answer === 'missing' ? undefined : await this.getRecorder(id), id);
  }

  async logParams(id: string, params: JsonObject, options: FencedWrite = {}): Promise<void> {
    await writeParams(this.#begin('logParams'), this.#keys, id, params, options);
  }

  async logMetrics(id: string, points: readonly MetricPoint[], options: FencedWrite = {}): Promise<void> {
    await logPoints(this.#begin('logMetrics'), this.#keys, id, points, options.fence);
  }

  async metricSeries(id: string, key: string, query: SeriesQuery): Promise<readonly MetricPoint[]> {
    return readSeries(this.#begin('metricSeries'), this.#keys, id, key, query);
  }

  async setTags(id: string, tags: Tags, options: FencedWrite = {}): Promise<void> {
    await writeTags(this.#begin('setTags'), this.#keys, id, { set: tags, unset: [] }, options);
  }

  async deleteTags(id: string, names: readonly string[], options: FencedWrite = {}): Promise<void> {
    await writeTags(this.#begin('deleteTags'), this.#keys, id, { set: {}, unset: names }, options);
  }

  async deleteRecorder(id: string): Promise<void> {
    await this.#mark('deleteRecorder', id, '1');
  }

  async restoreRecorder(id: string): Promise<void> {
    await this.#mark('restoreRecorder', id, '');
  }

  async purgeRecorder(id: string): Promise<void> {
    const connection = this.#begin('purgeRecorder');
    if (!(await purgeRecorder(connection, this.#keys, id))) throw new RecorderNotFoundError(id);
  }

  async now(): Promise<number> {
    return this.#begin('now').now();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#release();
  }

  async #mark(operation: string, id: string, deleted: '1' | ''): Promise<void> {
    const keys = [this.#keys.recorder(id)];
    const answer = await this.#begin(operation).run(operation, SCRIPTS.markRecorder, keys, [deleted]);
    if (answer === 'missing') throw new RecorderNotFoundError(id);
  }

  /** @throws StoreClosedError */
  #begin(operation: string): RedisConnection {
    refuseClosed(this.#closed, this.#connection.label, operation);
    return this.#connection;
  }
}

/** Whether a status is a start, and whether an end, as the scripts are told. */
function stamps(status: RecorderStatus): readonly [string, string] {
  return [status === 'RUNNING' ? '1' : '', status === 'FINISHED' || status === 'FAILED' ? '1' : ''];
}

function checkName(argument: string, name: string): void {
  if (name === '') throw new InvalidArgumentError(argument, 'must not be empty.');
}

function required(info: ExperimentInfo | undefined, id: string): ExperimentInfo {
  if (info === undefined) throw new ExperimentNotFoundError(id);
  return info;
}

function requiredRecorder(info: RecorderInfo | undefined, id: string): RecorderInfo {
  if (info === undefined) throw new RecorderNotFoundError(id);
  return info;
}
