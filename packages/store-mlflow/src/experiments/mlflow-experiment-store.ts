import {
  type ExperimentInfo,
  type ExperimentStore,
  type ExperimentStoreCapabilities,
  type FencedWrite,
  type JsonObject,
  type MetricPoint,
  mergeParams,
  type NewRecorder,
  PayloadTooLargeError,
  type RecorderInfo,
  type RecorderPage,
  type RecorderQuery,
  type SeriesQuery,
  StoreUnavailableError,
  type Tags,
} from '@windrow/core';
import { isRefusal } from '../connection/errors.js';
import { homeOf } from '../connection/home.js';
import { MlflowConnection } from '../connection/mlflow-connection.js';
import type { MlflowRun } from '../connection/replies.js';
import { Runs } from '../connection/runs.js';
import type { MlflowOptions } from '../mlflow-options.js';
import { cursorOf, isAfter, placeOf, requireLimit } from '../text/place.js';
import { TAGS } from '../text/tag-names.js';
import { experimentInfo, isDeleted } from './experiment-info.js';
import { ExperimentNames } from './experiment-names.js';
import { listRecorders } from './list-recorders.js';
import { checkPoints, readSeries, writePoints } from './metrics.js';
import { newParams, paramWrites, readParams } from './params.js';
import { tagKeys, tagWrites } from './recorder-tags.js';
import { createRecorder, openForWrite, requireRun, setStatus } from './recorder-writes.js';
import { recorderInfo } from './run-info.js';

const MAX_PARAMS_BYTES = 2 ** 20;
/** How often params are computed anew that others were quicker with. */
const TRIES = 10;

const LACKS = Object.freeze({
  'status-race': 'MLflow sets a status without a look at the one before; between reading and writing another may come',
  'write-race':
    'MLflow makes up the ids of runs, and keeps values that are too long for its params in tags, which are not written once',
  'fence-race': 'MLflow knows no condition on a write: a fence is compared with the one that was read just before',
  'rewrite-order': 'MLflow appends points, so of two points of one step the one with the later time is the last',
  erasure: 'MLflow erases nothing over REST: what was purged is never found again here, and is erased by `mlflow gc`',
});

/** The ExperimentStore contract over the REST interface of an MLflow tracking server: what it cannot promise is in `capabilities.lacks`. */
export class MlflowExperimentStore implements ExperimentStore {
  readonly capabilities: ExperimentStoreCapabilities = Object.freeze({
    fencedRecorders: true,
    clock: 'server',
    durable: true,
    maxParamsBytes: MAX_PARAMS_BYTES,
    lacks: LACKS,
  });
  readonly #runs: Runs;
  readonly #names: ExperimentNames;

  /** Asks nothing of the server yet. @throws StoreConfigurationError, InvalidArgumentError */
  constructor(options: MlflowOptions | Runs = {}) {
    this.#runs = options instanceof Runs ? options : new Runs(new MlflowConnection(options));
    this.#names = new ExperimentNames(this.#runs);
  }

  async identity(): Promise<{ readonly storeId: string }> {
    return { storeId: (await homeOf(this.#runs)).storeId };
  }

  async getOrCreate(name: string): Promise<ExperimentInfo> {
    return this.#names.getOrCreate(name);
  }

  async get(ref: { readonly id: string } | { readonly name: string }): Promise<ExperimentInfo | undefined> {
    const found = 'id' in ref ? await this.#names.byId(ref.id) : await this.#names.byName(ref.name);
    if (found === undefined || ('name' in ref && (isDeleted(found) || found.name !== ref.name))) return undefined;
    return experimentInfo(found);
  }

  async list(options: {
    readonly deleted?: boolean;
    readonly limit: number;
    readonly cursor?: string;
  }): Promise<{ readonly experiments: readonly ExperimentInfo[]; readonly cursor?: string }> {
    requireLimit('list.limit', options.limit);
    const place = placeOf('list.cursor', options.cursor);
    const view = options.deleted === true ? 'DELETED_ONLY' : 'ACTIVE_ONLY';
    const experiments: ExperimentInfo[] = [];
    for await (const each of this.#runs.experiments(view, place?.time, Math.min(1_000, options.limit + 2))) {
      const entry = { time: each.creation_time, id: each.experiment_id };
      const info = experimentInfo(each);
      if (info === undefined || !isAfter(entry, place, (a, b) => Number(a) - Number(b))) continue;
      const last = experiments.at(-1);
      if (experiments.length === options.limit && last !== undefined) {
        return { experiments, cursor: cursorOf({ time: last.createdAt, id: last.id }) };
      }
      experiments.push(info);
    }
    return { experiments };
  }

  async rename(id: string, name: string): Promise<ExperimentInfo> {
    return this.#names.rename(id, name);
  }

  async delete(id: string): Promise<void> {
    await this.#names.delete(id);
  }

  async restore(id: string): Promise<ExperimentInfo> {
    return this.#names.restore(id);
  }

  async purge(id: string): Promise<void> {
    await this.#names.purge(id);
  }

  async createRecorder(experimentId: string, recorder: NewRecorder): Promise<RecorderInfo> {
    return createRecorder(this.#runs, this.#names, experimentId, recorder);
  }

  async getRecorder(id: string): Promise<RecorderInfo | undefined> {
    this.#runs.connection.assertOpen('getRecorder');
    const run = await this.#runs.find(id);
    if (run === undefined || run.data.tags.has(TAGS.purged)) return undefined;
    return this.#info(run);
  }

  async listRecorders(query: RecorderQuery): Promise<RecorderPage> {
    return listRecorders(this.#runs, this.#names, query);
  }

  async setStatus(id: string, change: Parameters<ExperimentStore['setStatus']>[1]): Promise<RecorderInfo> {
    const run = await setStatus(this.#runs, id, change);
    return recorderInfo(run, run.info.lifecycle_stage === 'active' ? undefined : await this.#experimentOf(run));
  }

  async logParams(id: string, params: JsonObject, options: FencedWrite = {}): Promise<void> {
    for (let tries = 1; tries <= TRIES; tries += 1) {
      const { run, raise } = await openForWrite(this.#runs, id, options);
      const stored = readParams(run.data.params, run.data.tags);
      const bytes = Buffer.byteLength(JSON.stringify(mergeParams(id, stored, params)));
      if (bytes > MAX_PARAMS_BYTES)
        throw new PayloadTooLargeError(`The params of recorder ${id}`, bytes, MAX_PARAMS_BYTES);
      const writes = paramWrites(newParams(stored, params));
      try {
        await this.#runs.whileActive(run, () =>
          this.#runs.write(run.info.run_id, writes.params, [...writes.tags, ...raise]),
        );
        return;
      } catch (error) {
        // Somebody wrote one of them meanwhile: whether it is the same value shows when all are read again.
        if (!isRefusal(error) || !/param/i.test(error.reason)) throw error;
        if (tries === TRIES) throw error;
      }
    }
    throw new StoreUnavailableError(
      this.#runs.connection.name,
      'logParams',
      `others write params of ${id} all the time`,
    );
  }

  async logMetrics(id: string, points: readonly MetricPoint[], options: FencedWrite = {}): Promise<void> {
    checkPoints(points);
    const { run, raise } = await openForWrite(this.#runs, id, options);
    await this.#runs.whileActive(run, async () => {
      await this.#runs.write(run.info.run_id, [], raise);
      await writePoints(this.#runs, run.info.run_id, points);
    });
  }

  async metricSeries(id: string, key: string, query: SeriesQuery): Promise<readonly MetricPoint[]> {
    const run = await requireRun(this.#runs, id);
    return readSeries(this.#runs, run.info.run_id, key, query);
  }

  async setTags(id: string, tags: Tags, options: FencedWrite = {}): Promise<void> {
    const { run, raise } = await openForWrite(this.#runs, id, options);
    const { set, remove } = tagWrites(tags, run.data.tags);
    await this.#runs.whileActive(run, async () => {
      await this.#runs.write(run.info.run_id, [], [...set, ...raise]);
      await this.#runs.deleteTags(run.info.run_id, remove);
    });
  }

  async deleteTags(id: string, names: readonly string[], options: FencedWrite = {}): Promise<void> {
    const { run, raise } = await openForWrite(this.#runs, id, options);
    await this.#runs.whileActive(run, async () => {
      await this.#runs.write(run.info.run_id, [], raise);
      await this.#runs.deleteTags(run.info.run_id, tagKeys(names, run.data.tags));
    });
  }

  async deleteRecorder(id: string): Promise<void> {
    const run = await requireRun(this.#runs, id);
    await this.#mark(run, TAGS.deleted);
  }

  async restoreRecorder(id: string): Promise<void> {
    const run = await requireRun(this.#runs, id);
    if (run.info.lifecycle_stage === 'deleted') await this.#runs.restore(run.info.run_id);
    await this.#runs.deleteTags(run.info.run_id, run.data.tags.has(TAGS.deleted) ? [TAGS.deleted] : []);
    const experiment = await this.#experimentOf(run);
    if (experiment !== undefined && isDeleted(experiment)) await this.#runs.delete(run.info.run_id);
  }

  async purgeRecorder(id: string): Promise<void> {
    await this.#mark(await requireRun(this.#runs, id), TAGS.purged);
  }

  async now(): Promise<number> {
    // Any answer tells the server's time.
    await this.#runs.connection.send('/health', {}, () => undefined);
    return this.#runs.connection.clock.now();
  }

  /** Twice is fine. */
  async close(): Promise<void> {
    this.#runs.connection.close();
  }

  /** A deleted run takes no tags, so the mark comes before. */
  async #mark(run: MlflowRun, tag: string): Promise<void> {
    const { run_id: runId } = run.info;
    if (run.info.lifecycle_stage === 'deleted') await this.#runs.restore(runId);
    await this.#runs.setTag(runId, tag, '1');
    await this.#runs.delete(runId);
  }

  async #info(run: MlflowRun): Promise<RecorderInfo | undefined> {
    if (run.info.lifecycle_stage === 'active') return recorderInfo(run, undefined);
    const experiment = await this.#experimentOf(run);
    if (experiment === undefined || experimentInfo(experiment) === undefined) return undefined;
    return recorderInfo(run, experiment);
  }

  async #experimentOf(run: MlflowRun): ReturnType<ExperimentNames['byId']> {
    return this.#names.byId(run.info.experiment_id);
  }
}
