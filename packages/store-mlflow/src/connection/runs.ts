import { TAGS } from '../text/tag-names.js';
import { isRefusal, NOT_FOUND } from './errors.js';
import type { MlflowConnection } from './mlflow-connection.js';
import { pages } from './pages.js';
import {
  experimentsReply,
  type MlflowExperiment,
  type MlflowRun,
  nothingReply,
  runReply,
  runsReply,
} from './replies.js';

/** Runs per page: each comes with all its params and tags. */
export const RUN_PAGE = 200;
const EXPERIMENT_PAGE = 1_000;
const REMEMBERED = 10_000;
/** MLflow takes so many tags, and so many params, in one write. */
export const BATCH = 100;
const BATCH_BYTES = 900_000;

export type View = 'ACTIVE_ONLY' | 'DELETED_ONLY' | 'ALL';
export type Pair = readonly [string, string];

/** Reading and writing of MLflow's runs and experiments, without any meaning of Windrow's but one: the id of a recorder. */
export class Runs {
  readonly connection: MlflowConnection;
  readonly #runIds = new Map<string, string>();

  constructor(connection: MlflowConnection) {
    this.connection = connection;
  }

  async get(runId: string): Promise<MlflowRun | undefined> {
    return orNothing(async () => (await this.connection.get('runs/get', runReply, { run_id: runId })).run);
  }

  /**
   * The run of a recorder: one that Windrow made is found by its tag, any other by its run id. `experimentIds`: where to look; default
   * everywhere.
   */
  async find(recorderId: string, experimentIds?: readonly string[]): Promise<MlflowRun | undefined> {
    const known = this.#runIds.get(recorderId) ?? (/^[0-9a-f]{32}$/.test(recorderId) ? recorderId : undefined);
    const direct = known === undefined ? undefined : await this.get(known);
    if (direct !== undefined) return direct;
    if (!/^[\w.:-]{1,200}$/.test(recorderId)) return undefined;
    const found: MlflowRun[] = [];
    const ids = experimentIds ?? (await this.experimentIds('ALL'));
    const filter = `tags.\`${TAGS.recorder}\` = '${recorderId}'`;
    for await (const run of this.search(ids, { filter, view: 'ALL' })) found.push(run);
    const first = found.find(({ info }) => info.lifecycle_stage === 'active') ?? found[0];
    if (first !== undefined) this.remember(recorderId, first.info.run_id);
    return first;
  }

  remember(recorderId: string, runId: string): void {
    this.#runIds.delete(recorderId);
    this.#runIds.set(recorderId, runId);
    const [oldest] = this.#runIds.keys();
    if (this.#runIds.size > REMEMBERED && oldest !== undefined) this.#runIds.delete(oldest);
  }

  /** By start time, then run id. */
  async *search(
    experimentIds: readonly string[],
    options: { readonly filter?: string; readonly view: View; readonly pageSize?: number },
  ): AsyncGenerator<MlflowRun, void, undefined> {
    if (experimentIds.length === 0) return;
    const { filter = '', view, pageSize = RUN_PAGE } = options;
    const body = {
      experiment_ids: experimentIds,
      filter,
      run_view_type: view,
      max_results: pageSize,
      order_by: ['attributes.start_time ASC'],
    };
    yield* pages(
      'runs/search',
      (token) =>
        this.connection.post('runs/search', runsReply, token === undefined ? body : { ...body, page_token: token }),
      ({ runs }) => runs,
    );
  }

  /** By creation time, then id. */
  async *experiments(view: View, since?: number, pageSize: number = EXPERIMENT_PAGE): AsyncGenerator<MlflowExperiment> {
    const body = {
      view_type: view,
      max_results: pageSize,
      order_by: ['creation_time ASC', 'experiment_id ASC'],
      ...(since === undefined ? {} : { filter: `creation_time >= ${since}` }),
    };
    yield* pages(
      'experiments/search',
      (token) =>
        this.connection.post(
          'experiments/search',
          experimentsReply,
          token === undefined ? body : { ...body, page_token: token },
        ),
      ({ experiments }) => experiments,
    );
  }

  async experimentIds(view: View): Promise<readonly string[]> {
    const ids: string[] = [];
    for await (const { experiment_id } of this.experiments(view)) ids.push(experiment_id);
    return ids;
  }

  /** Params and tags in as few writes as MLflow takes; within one, params come first. */
  async write(runId: string, params: readonly Pair[], tags: readonly Pair[]): Promise<void> {
    for (const part of batches(params)) await this.#log(runId, { params: part.map(keyed) });
    for (const part of batches(tags)) await this.#log(runId, { tags: part.map(keyed) });
  }

  async #log(runId: string, batch: object): Promise<void> {
    await this.connection.post('runs/log-batch', nothingReply, { run_id: runId, ...batch });
  }

  async setTag(runId: string, key: string, value: string): Promise<void> {
    await this.connection.post('runs/set-tag', nothingReply, { run_id: runId, key, value });
  }

  /** What is not there is fine. */
  async deleteTags(runId: string, keys: readonly string[]): Promise<void> {
    for (let at = 0; at < keys.length; at += 4) {
      const some = keys.slice(at, at + 4);
      await Promise.all(
        some.map((key) =>
          orNothing(() => this.connection.post('runs/delete-tag', nothingReply, { run_id: runId, key })),
        ),
      );
    }
  }

  async delete(runId: string): Promise<void> {
    await this.connection.post('runs/delete', nothingReply, { run_id: runId });
  }

  async restore(runId: string): Promise<void> {
    await this.connection.post('runs/restore', nothingReply, { run_id: runId });
  }

  /** Writes to a run that may be deleted, which MLflow refuses: it is deleted again afterwards. */
  async whileActive(run: MlflowRun, write: () => Promise<void>): Promise<void> {
    if (run.info.lifecycle_stage === 'active') return write();
    await this.restore(run.info.run_id);
    try {
      await write();
    } finally {
      await this.delete(run.info.run_id);
    }
  }
}

/** `undefined` instead of MLflow's word that there is none. */
export async function orNothing<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (isRefusal(error, NOT_FOUND)) return undefined;
    throw error;
  }
}

function keyed([key, value]: Pair): { readonly key: string; readonly value: string } {
  return { key, value };
}

function* batches(pairs: readonly Pair[]): Generator<readonly Pair[], void> {
  let part: Pair[] = [];
  let bytes = 0;
  for (const pair of pairs) {
    const more = Buffer.byteLength(JSON.stringify(pair));
    if (part.length === BATCH || (part.length > 0 && bytes + more > BATCH_BYTES)) {
      yield part;
      [part, bytes] = [[], 0];
    }
    part.push(pair);
    bytes += more;
  }
  if (part.length > 0) yield part;
}
