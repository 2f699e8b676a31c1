import {
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
  type Tags,
} from '@windrow/core';
import { assertText } from '../assert-text.js';
import type { SqliteStoreOptions } from '../file/open-file.js';
import { parseCursor } from '../parse-cursor.js';
import { requireWhole } from '../require-number.js';
import { SqliteDirectory } from '../sqlite-directory.js';
import { StoreSession } from '../store-session.js';
import { identityOf } from '../tasks/lookups.js';
import {
  createExperiment,
  experimentInfo,
  findExperiment,
  listExperiments,
  removeExperiment,
  renameExperiment,
  requireExperiment,
  setExperimentDeleted,
} from './experiment-rows.js';
import { listRecorders } from './list-recorders.js';
import { readSeries } from './metric-series.js';
import { findSeries, writePoints } from './metrics.js';
import { purgeRecorderRow } from './purge.js';
import {
  findRecorder,
  insertRecorder,
  type RecorderRow,
  recorderForWrite,
  recorderInfo,
  requireRecorder,
  setRecorderDeleted,
  writeParams,
  writeStatus,
  writeTags,
} from './recorder-rows.js';

const MAX_PARAMS_BYTES = 16 * 1024 * 1024;
/** Points stored in one transaction: longer ones would keep other processes waiting. */
const POINTS_AT_ONCE = 5_000;
const OF_EXPERIMENT = 'SELECT seq FROM recorders WHERE experiment = ? LIMIT 100';

/** The ExperimentStore contract on SQLite. Open one with {@link SqliteExperimentStore.open}, or all three with `openSqliteStore`. */
export class SqliteExperimentStore implements ExperimentStore {
  readonly capabilities: ExperimentStoreCapabilities = Object.freeze({
    fencedRecorders: true,
    clock: 'injected',
    durable: true,
    maxParamsBytes: MAX_PARAMS_BYTES,
    lacks: Object.freeze({}),
  });
  readonly #session: StoreSession;

  /** @param directory an opened one; it closes with the last store in it */
  constructor(directory: SqliteDirectory) {
    this.#session = new StoreSession(directory);
  }

  /**
   * Opens the experiments of a directory alone.
   *
   * @throws StoreConfigurationError, StoreCorruptError, StoreVersionError, StoreFullError, StoreUnavailableError
   */
  static async open(options: SqliteStoreOptions = {}): Promise<SqliteExperimentStore> {
    return new SqliteExperimentStore(await SqliteDirectory.open(options));
  }

  async identity(): Promise<{ readonly storeId: string }> {
    return this.#session.query('identity', () => ({ storeId: identityOf(this.#session.connection).storeId }));
  }

  async getOrCreate(name: string): Promise<ExperimentInfo> {
    assertName('experiment.name', name);
    const { connection } = this.#session;
    const found = await this.#session.query('getOrCreate', () => findExperiment(connection, { name }));
    if (found !== undefined) return experimentInfo(found);
    return this.#write('getOrCreate', () =>
      experimentInfo(findExperiment(connection, { name }) ?? createExperiment(connection, name, this.#session.stamp())),
    );
  }

  async get(ref: { readonly id: string } | { readonly name: string }): Promise<ExperimentInfo | undefined> {
    return this.#session.query('get', () => {
      const row = findExperiment(this.#session.connection, ref);
      return row === undefined ? undefined : experimentInfo(row);
    });
  }

  async list(options: {
    readonly deleted?: boolean;
    readonly limit: number;
    readonly cursor?: string;
  }): Promise<{ readonly experiments: readonly ExperimentInfo[]; readonly cursor?: string }> {
    const { deleted = false, limit, cursor } = options;
    requireWhole('list.limit', limit, 1);
    const after = parseCursor(cursor);
    return this.#session.query('list', () => {
      const rows = listExperiments(this.#session.connection, deleted, after, limit + 1);
      const page = rows.slice(0, limit);
      const experiments = page.map(experimentInfo);
      return rows.length > limit ? { experiments, cursor: String(page.at(-1)?.seq) } : { experiments };
    });
  }

  async rename(id: string, name: string): Promise<ExperimentInfo> {
    assertName('experiment.name', name);
    return this.#write('rename', () => experimentInfo(renameExperiment(this.#session.connection, id, name)));
  }

  async delete(id: string): Promise<void> {
    await this.#write('delete', () => setExperimentDeleted(this.#session.connection, id, true));
  }

  async restore(id: string): Promise<ExperimentInfo> {
    return this.#write('restore', () => experimentInfo(setExperimentDeleted(this.#session.connection, id, false)));
  }

  async purge(id: string): Promise<void> {
    const { connection } = this.#session;
    // Deleted first: what is purged piece by piece is seen by nobody any more.
    const { seq } = await this.#write('purge', () => setExperimentDeleted(connection, id, true));
    for (;;) {
      const recorders = await this.#write('purge', () => {
        const found = connection.prepare<{ seq: number }>(OF_EXPERIMENT).all(seq);
        if (found.length === 0) removeExperiment(connection, seq);
        return found;
      });
      if (recorders.length === 0) return;
      for (const recorder of recorders) await purgeRecorderRow(this.#session, recorder.seq);
    }
  }

  async createRecorder(experimentId: string, recorder: NewRecorder): Promise<RecorderInfo> {
    assertText('recorder.id', recorder.id);
    assertText('recorder.name', recorder.name);
    const { connection } = this.#session;
    return this.#write('createRecorder', () => {
      const before = findRecorder(connection, recorder.id);
      if (before !== undefined) return recorderInfo(connection, before);
      const experiment = requireExperiment(connection, experimentId);
      if (experiment.deleted !== 0) throw new ExperimentNotFoundError(experimentId);
      insertRecorder(connection, experiment.seq, recorder, this.#session.stamp());
      return recorderInfo(connection, requireRecorder(connection, recorder.id));
    });
  }

  async getRecorder(id: string): Promise<RecorderInfo | undefined> {
    const { connection } = this.#session;
    return this.#session.read('getRecorder', () => {
      const row = findRecorder(connection, id);
      return row === undefined ? undefined : recorderInfo(connection, row);
    });
  }

  async listRecorders(query: RecorderQuery): Promise<RecorderPage> {
    requireWhole('listRecorders.limit', query.limit, 1);
    return this.#session.snapshot('listRecorders', (connection) => listRecorders(connection, query));
  }

  async setStatus(id: string, change: Parameters<ExperimentStore['setStatus']>[1]): Promise<RecorderInfo> {
    const { connection } = this.#session;
    return this.#write('setStatus', () => {
      const row = recorderForWrite(connection, id, change);
      if (!change.from.includes(row.status)) throw new RecorderStatusError(id, row.status, change.to);
      writeStatus(connection, row, change.to, change.unflushed, this.#session.stamp());
      return recorderInfo(connection, requireRecorder(connection, id));
    });
  }

  async logParams(id: string, params: JsonObject, options: FencedWrite = {}): Promise<void> {
    await this.#writeTo('logParams', id, options, (row) => {
      const stored = JSON.parse(row.params) as JsonObject;
      const merged = mergeParams(id, stored, params);
      if (merged === stored) return;
      const text = JSON.stringify(merged);
      const bytes = Buffer.byteLength(text);
      if (bytes > MAX_PARAMS_BYTES) {
        throw new PayloadTooLargeError(`The params of recorder ${id}`, bytes, MAX_PARAMS_BYTES);
      }
      writeParams(this.#session.connection, row, text);
    });
  }

  async logMetrics(id: string, points: readonly MetricPoint[], options: FencedWrite = {}): Promise<void> {
    for (const { key, step } of points) {
      assertName('metric.key', key);
      requireWhole(`metric.step of ${key}`, step, -Number.MAX_SAFE_INTEGER);
    }
    // An empty batch still tells whether the recorder is there and the fence current.
    for (let from = 0; from === 0 || from < points.length; from += POINTS_AT_ONCE) {
      const batch = points.slice(from, from + POINTS_AT_ONCE);
      await this.#writeTo('logMetrics', id, options, (row) => writePoints(this.#session.connection, row.seq, batch));
    }
  }

  async metricSeries(id: string, key: string, query: SeriesQuery): Promise<readonly MetricPoint[]> {
    if (query.points !== undefined) requireWhole('metricSeries.points', query.points, 1);
    return this.#session.snapshot('metricSeries', async (connection) => {
      const series = findSeries(connection, requireRecorder(connection, id).seq, key);
      return series === undefined ? [] : readSeries(connection, series, key, query);
    });
  }

  async setTags(id: string, tags: Tags, options: FencedWrite = {}): Promise<void> {
    await this.#writeTo('setTags', id, options, (row) =>
      writeTags(this.#session.connection, row, { ...(JSON.parse(row.tags) as Tags), ...tags }),
    );
  }

  async deleteTags(id: string, names: readonly string[], options: FencedWrite = {}): Promise<void> {
    await this.#writeTo('deleteTags', id, options, (row) => {
      const kept = Object.entries(JSON.parse(row.tags) as Tags).filter(([name]) => !names.includes(name));
      writeTags(this.#session.connection, row, Object.fromEntries(kept));
    });
  }

  async deleteRecorder(id: string): Promise<void> {
    await this.#setDeleted('deleteRecorder', id, true);
  }

  async restoreRecorder(id: string): Promise<void> {
    await this.#setDeleted('restoreRecorder', id, false);
  }

  async purgeRecorder(id: string): Promise<void> {
    const { seq } = await this.#setDeleted('purgeRecorder', id, true);
    await purgeRecorderRow(this.#session, seq);
  }

  async now(): Promise<number> {
    return this.#session.query('now', () => this.#session.now());
  }

  /** Closes the directory too when no other store of it is open. Twice is fine. */
  async close(): Promise<void> {
    this.#session.close();
  }

  async #setDeleted(operation: string, id: string, deleted: boolean): Promise<RecorderRow> {
    return this.#writeTo(operation, id, {}, (row) => {
      setRecorderDeleted(this.#session.connection, row, deleted);
      return row;
    });
  }

  /** A fenced write to one recorder. */
  async #writeTo<T>(operation: string, id: string, options: FencedWrite, body: (row: RecorderRow) => T): Promise<T> {
    return this.#write(operation, () => body(recorderForWrite(this.#session.connection, id, options)));
  }

  async #write<T>(operation: string, body: () => T): Promise<T> {
    return this.#session.write(operation, () => {
      this.#session.assertProtocol();
      return body();
    });
  }
}

function assertName(argument: string, name: string): void {
  assertText(argument, name);
  if (name === '') throw new InvalidArgumentError(argument, 'must not be empty.');
}
