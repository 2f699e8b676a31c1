import {
  type ExperimentInfo,
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
  RecorderNotFoundError,
  type RecorderPage,
  type RecorderQuery,
  RecorderStatusError,
  type SeriesQuery,
  type Tags,
} from '@windrow/core';
import { MongoLink } from '../connection/mongo-link.js';
import { readHead } from '../connection/open-data.js';
import { serverNow } from '../connection/server-now.js';
import type { MongoStoreOptions } from '../mongo-options.js';
import { parseCursor, requireWhole } from '../require-number.js';
import { queryableCopy } from '../tasks/queryable.js';
import { tagFields } from '../tasks/tag-fields.js';
import { setStatusDirectly, setTagsDirectly } from './direct-writes.js';
import { ExperimentCollections, experimentInfo, recorderInfo } from './experiment-docs.js';
import {
  deleteExperiment,
  getOrCreateExperiment,
  renameExperiment,
  requireExperiment,
  restoreExperiment,
} from './experiment-names.js';
import { listRecorders } from './list-recorders.js';
import { logMetrics, readSeries } from './metrics.js';
import { changeRecorder, createRecorder, statusFields } from './recorder-writes.js';

/** A document holds 16 MiB: the params and their copy for queries. */
const MAX_PARAMS_BYTES = 4 * 1024 * 1024;

/** The ExperimentStore contract on MongoDB. */
export class MongoExperimentStore implements ExperimentStore {
  readonly capabilities: ExperimentStoreCapabilities = Object.freeze({
    fencedRecorders: true,
    clock: 'server',
    durable: true,
    maxParamsBytes: MAX_PARAMS_BYTES,
    lacks: Object.freeze({}),
  });
  readonly #link: MongoLink;
  readonly #in: ExperimentCollections;

  private constructor(link: MongoLink) {
    this.#link = link;
    this.#in = new ExperimentCollections(link.db);
  }

  /** @throws StoreConfigurationError, StoreUnavailableError, StoreVersionError */
  static async open(options: MongoStoreOptions): Promise<MongoExperimentStore> {
    return new MongoExperimentStore(await MongoLink.open(options));
  }

  async identity(): Promise<{ readonly storeId: string }> {
    const { storeId } = await this.#link.run(
      'identity',
      async (db) => (await readHead(db, this.#link.name)) ?? this.#link.head,
    );
    return { storeId };
  }

  async getOrCreate(name: string): Promise<ExperimentInfo> {
    requireName('getOrCreate.name', name);
    return this.#link.run('getOrCreate', () => getOrCreateExperiment(this.#in, name));
  }

  async get(ref: { readonly id: string } | { readonly name: string }): Promise<ExperimentInfo | undefined> {
    const query = 'id' in ref ? { _id: ref.id } : { livingName: ref.name };
    const doc = await this.#link.run('get', () => this.#in.experiments.findOne(query));
    return doc === null ? undefined : experimentInfo(doc);
  }

  async list(options: {
    readonly deleted?: boolean;
    readonly limit: number;
    readonly cursor?: string;
  }): Promise<{ readonly experiments: readonly ExperimentInfo[]; readonly cursor?: string }> {
    requireWhole('list.limit', options.limit, 1);
    const seq = { $gt: parseCursor(options.cursor) };
    const docs = await this.#link.run('list', () =>
      this.#in.experiments
        .find({ deleted: options.deleted ?? false, seq })
        .sort({ seq: 1 })
        .limit(options.limit + 1)
        .toArray(),
    );
    const page = docs.slice(0, options.limit);
    const experiments = page.map(experimentInfo);
    return docs.length > page.length ? { experiments, cursor: String(page.at(-1)?.seq) } : { experiments };
  }

  async rename(id: string, name: string): Promise<ExperimentInfo> {
    requireName('rename.name', name);
    return this.#link.run('rename', () => renameExperiment(this.#in, id, name));
  }

  async delete(id: string): Promise<void> {
    await this.#link.run('delete', () => deleteExperiment(this.#in, id));
  }

  async restore(id: string): Promise<ExperimentInfo> {
    return this.#link.run('restore', () => restoreExperiment(this.#in, id));
  }

  async purge(id: string): Promise<void> {
    await this.#link.runMany('purge', async () => {
      await requireExperiment(this.#in, id);
      const recorders = await this.#in.recorders.find({ experimentId: id }, { projection: { _id: 1 } }).toArray();
      await this.#in.metrics.deleteMany({ recorderId: { $in: recorders.map(({ _id }) => _id) } });
      await this.#in.recorders.deleteMany({ experimentId: id });
      await this.#in.experiments.deleteOne({ _id: id });
    });
  }

  async createRecorder(experimentId: string, recorder: NewRecorder): Promise<RecorderInfo> {
    return this.#link.run('createRecorder', () => createRecorder(this.#in, experimentId, recorder));
  }

  async getRecorder(id: string): Promise<RecorderInfo | undefined> {
    const doc = await this.#link.run('getRecorder', () => this.#in.recorders.findOne({ _id: id }));
    return doc === null ? undefined : recorderInfo(doc);
  }

  async listRecorders(query: RecorderQuery): Promise<RecorderPage> {
    requireWhole('listRecorders.limit', query.limit, 1);
    return this.#link.run('listRecorders', () => listRecorders(this.#in, query));
  }

  async setStatus(id: string, change: Parameters<ExperimentStore['setStatus']>[1]): Promise<RecorderInfo> {
    const done = await this.#link.run('setStatus', () => setStatusDirectly(this.#in, id, change));
    if (done !== undefined) return done;
    return this.#change('setStatus', id, change, (doc) => {
      if (!change.from.includes(doc.status)) throw new RecorderStatusError(id, doc.status, change.to);
      const { set, unset = [] } = statusFields(change.to, doc.now, doc.startedAt);
      const told = change.unflushed === undefined ? {} : { unflushed: [...change.unflushed] };
      return { set: { ...set, ...told }, unset };
    });
  }

  async logParams(id: string, params: JsonObject, options: FencedWrite = {}): Promise<void> {
    await this.#change('logParams', id, options, (doc) => {
      const paramsText = JSON.stringify(mergeParams(id, JSON.parse(doc.paramsText) as JsonObject, params));
      const bytes = Buffer.byteLength(paramsText);
      if (bytes > MAX_PARAMS_BYTES)
        throw new PayloadTooLargeError(`The params of recorder ${id}`, bytes, MAX_PARAMS_BYTES);
      return { set: { paramsText, params: queryableCopy(JSON.parse(paramsText)) } };
    });
  }

  async logMetrics(id: string, points: readonly MetricPoint[], options: FencedWrite = {}): Promise<void> {
    for (const { key, step } of points) {
      requireName('logMetrics.key', key);
      requireWhole(`logMetrics.step of ${key}`, step, Number.MIN_SAFE_INTEGER);
    }
    await this.#link.run('logMetrics', () => logMetrics(this.#in, id, points, options));
  }

  async metricSeries(id: string, key: string, query: SeriesQuery): Promise<readonly MetricPoint[]> {
    if (query.points !== undefined) requireWhole('metricSeries.points', query.points, 1);
    return this.#link.run('metricSeries', () => readSeries(this.#in, id, key, query));
  }

  async setTags(id: string, tags: Tags, options: FencedWrite = {}): Promise<void> {
    const done = await this.#link.run('setTags', () => setTagsDirectly(this.#in, id, tags, options));
    if (done !== undefined) return;
    await this.#change('setTags', id, options, (doc) => changedTags({ ...recorderInfo(doc).tags, ...tags }));
  }

  async deleteTags(id: string, names: readonly string[], options: FencedWrite = {}): Promise<void> {
    await this.#change('deleteTags', id, options, (doc) => {
      const kept = Object.entries(recorderInfo(doc).tags).filter(([name]) => !names.includes(name));
      return changedTags(Object.fromEntries(kept));
    });
  }

  async deleteRecorder(id: string): Promise<void> {
    await this.#change('deleteRecorder', id, {}, () => ({ set: { deleted: true } }));
  }

  async restoreRecorder(id: string): Promise<void> {
    await this.#change('restoreRecorder', id, {}, () => ({ set: { deleted: false } }));
  }

  async purgeRecorder(id: string): Promise<void> {
    await this.#link.runMany('purgeRecorder', async () => {
      const { deletedCount } = await this.#in.recorders.deleteOne({ _id: id });
      if (deletedCount === 0) throw new RecorderNotFoundError(id);
      await this.#in.metrics.deleteMany({ recorderId: id });
    });
  }

  async now(): Promise<number> {
    return this.#link.run('now', serverNow);
  }

  /** Closes the connection too when this process opened it and no other store uses it. Twice is fine. */
  async close(): Promise<void> {
    await this.#link.close();
  }

  async #change(
    operation: string,
    id: string,
    options: FencedWrite,
    change: Parameters<typeof changeRecorder>[3],
  ): Promise<RecorderInfo> {
    return this.#link.run(operation, () => changeRecorder(this.#in, id, options, change));
  }
}

function changedTags(all: Tags): {
  readonly set: Readonly<Record<string, unknown>>;
  readonly unset: readonly string[];
} {
  const { tags, tagsText } = tagFields(all);
  return tagsText === undefined ? { set: { tags }, unset: ['tagsText'] } : { set: { tags, tagsText }, unset: [] };
}

function requireName(argument: string, name: string): void {
  if (name === '') throw new InvalidArgumentError(argument, 'must not be empty.');
}
