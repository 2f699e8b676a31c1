import { RecorderNotFoundError } from '../errors/experiment-errors.js';
import { RecorderUnflushedError } from '../errors/record-errors.js';
import type { ArtifactInfo } from '../store/artifact-store.js';
import type {
  FencedWrite,
  MetricPoint,
  RecorderInfo,
  RecorderRef,
  RecorderStatus,
  SeriesQuery,
} from '../store/experiment-store.js';
import type { Tags } from '../store/stored-task.js';
import type { JsonObject } from '../task/definition.js';
import type { RecorderWriter } from '../train/record-step.js';
import { checkParams, checkPoint, checkTags } from './check-record.js';
import { MetricBuffer } from './metric-buffer.js';
import { NextSteps } from './next-steps.js';
import type { RecordContext } from './record-context.js';
import { RecorderArtifacts } from './recorder-artifacts.js';
import { WriteLane } from './write-lane.js';

/**
 * One run: its params, metrics, tags, objects and files. Writes are tried again while a store is not available, metrics are written in
 * batches, and what a recorder was asked to write it also reads. Any machine that reaches the stores opens it by its {@link Recorder.ref}.
 * (Reference: `qlib.workflow.recorder.Recorder`.)
 *
 * Every method may throw StoreUnavailableError once its retries are used up; the write is then tried again by the next call and by
 * {@link Recorder.end}. With a fence every write may throw RecorderFencedError.
 */
export class Recorder implements RecorderWriter {
  /** Plain JSON: `{ experimentId, recorderId }`. */
  readonly ref: RecorderRef;
  readonly name: string;
  /** The recorder as it was when it was opened; {@link Recorder.info} reads it anew. */
  readonly opened: RecorderInfo;
  readonly #context: RecordContext;
  readonly #fence: FencedWrite;
  readonly #lane: WriteLane;
  readonly #metrics: MetricBuffer;
  readonly #steps: NextSteps;
  readonly #artifacts: RecorderArtifacts;
  #endedUnflushed = false;

  /** Made by `Experiments`; `fence` goes with every write of a task's recorder. */
  constructor(context: RecordContext, opened: RecorderInfo, fence: number | undefined) {
    this.ref = Object.freeze({ experimentId: opened.experimentId, recorderId: opened.id });
    this.name = opened.name;
    this.opened = opened;
    this.#context = context;
    this.#fence = fence === undefined ? {} : { fence };
    this.#lane = new WriteLane(context.retries);
    this.#metrics = new MetricBuffer(
      this.#lane,
      (points) => context.store.logMetrics(opened.id, points, this.#fence),
      context.metrics,
    );
    this.#steps = new NextSteps(async (key) =>
      Object.hasOwn(opened.metrics, key) ? (await this.metricSeries(key, { points: 1 })).at(-1) : undefined,
    );
    this.#artifacts = new RecorderArtifacts(context, this.ref);
  }

  get id(): string {
    return this.ref.recorderId;
  }

  get experimentId(): string {
    return this.ref.experimentId;
  }

  /** Merges nested params. A param is written once; the same value again is fine. @throws ParamConflictError, InvalidArgumentError */
  async logParams(params: JsonObject): Promise<void> {
    checkParams(params);
    const given = structuredClone(params);
    await this.#lane.write({
      labels: Object.keys(given).map((key) => `param ${key}`),
      run: () => this.#context.store.logParams(this.id, given, this.#fence),
    });
  }

  /**
   * Logs one value of each metric. Without `step` a metric gets the step after its last, from 0. Resolves when the points are in the
   * buffer; {@link flush} and {@link end} wait for the store.
   *
   * @throws InvalidArgumentError
   */
  async logMetrics(metrics: Readonly<Record<string, number>>, options: { readonly step?: number } = {}): Promise<void> {
    for (const [key, value] of Object.entries(metrics)) checkPoint(key, value, options.step);
    const time = this.#context.clock.now();
    const points: MetricPoint[] = [];
    for (const [key, value] of Object.entries(metrics)) {
      const step = options.step ?? (await this.#steps.take(key));
      this.#steps.note(key, step);
      points.push({ key, step, value, time });
    }
    await this.#metrics.add(points);
  }

  /** Logs many points of one metric; `time` is now unless given (epoch ms). @throws InvalidArgumentError */
  async logSeries(
    key: string,
    series: Iterable<{ readonly step: number; readonly value: number; readonly time?: number }>,
  ): Promise<void> {
    const now = this.#context.clock.now();
    let points: MetricPoint[] = [];
    for (const { step, value, time = now } of series) {
      checkPoint(key, value, step);
      this.#steps.note(key, step);
      points.push({ key, step, value, time });
      if (points.length < this.#context.metrics.batchPoints) continue;
      await this.#metrics.add(points);
      points = [];
    }
    await this.#metrics.add(points);
  }

  /** Sets tags; a tag may be overwritten. @throws InvalidArgumentError */
  async setTags(tags: Tags): Promise<void> {
    checkTags(tags);
    const given = { ...tags };
    await this.#lane.write({
      labels: Object.keys(given).map((name) => `tag ${name}`),
      run: () => this.#context.store.setTags(this.id, given, this.#fence),
    });
  }

  async deleteTags(...names: readonly string[]): Promise<void> {
    await this.#lane.write({
      labels: names.map((name) => `removal of tag ${name}`),
      run: () => this.#context.store.deleteTags(this.id, names, this.#fence),
    });
  }

  /**
   * Keeps an object: a frame as an Arrow file, an object with a `save` method under its component's name (`component`, default its
   * class), anything else by the codec. `pred.pkl` means `pred`. Saving a name again replaces it.
   *
   * @throws ArtifactNameError, CodecError, UnknownComponentError, PayloadTooLargeError before anything is written
   */
  async saveObject(name: string, value: unknown, options: { readonly component?: string } = {}): Promise<void> {
    await this.#artifacts.saveObject(name, value, options.component);
  }

  /** Keeps several objects by name. (Reference: `save_objects(**kwargs)`.) */
  async saveObjects(objects: Readonly<Record<string, unknown>>): Promise<void> {
    for (const [name, value] of Object.entries(objects)) await this.saveObject(name, value);
  }

  /** @throws ArtifactMissingError, ArtifactCorruptError, CodecError, UnknownComponentError */
  async loadObject(name: string): Promise<unknown> {
    return this.#artifacts.loadObject(name);
  }

  /** Names of all that is kept, in code point order. */
  async listObjects(): Promise<readonly string[]> {
    return (await this.#artifacts.list()).map(({ name }) => name);
  }

  /**
   * Keeps a local file, or all files below a local directory, as they are, below `directory` of the recorder.
   * (Reference: `log_artifact`, `save_objects(local_path, artifact_path)`.)
   *
   * @returns their names
   * @throws InvalidArgumentError, ArtifactNameError before anything is written
   */
  async logArtifact(localPath: string, directory?: string): Promise<readonly string[]> {
    return this.#artifacts.logArtifact(localPath, directory);
  }

  /**
   * Writes one artifact, or all whose names begin with `name/`, below a local directory (default: a new temporary one).
   *
   * @returns the local path of what was asked for
   * @throws ArtifactMissingError, ArtifactCorruptError
   */
  async downloadArtifact(name: string, directory?: string): Promise<string> {
    return this.#artifacts.downloadArtifact(name, directory);
  }

  async listArtifacts(): Promise<readonly ArtifactInfo[]> {
    return this.#artifacts.list();
  }

  async listParams(): Promise<JsonObject> {
    return (await this.info()).params;
  }

  /** The last value of each metric: the one with the highest step. */
  async listMetrics(): Promise<Readonly<Record<string, number>>> {
    return (await this.info()).metrics;
  }

  async listTags(): Promise<Tags> {
    return (await this.info()).tags;
  }

  /** A metric's points by step; `points` thins a long series, see {@link SeriesQuery}. */
  async metricSeries(key: string, query: SeriesQuery = {}): Promise<readonly MetricPoint[]> {
    await this.#flushMetadata();
    return this.#context.call(() => this.#context.store.metricSeries(this.id, key, query));
  }

  /** The recorder as it is in the store, with all that was written here. @throws RecorderNotFoundError */
  async info(): Promise<RecorderInfo> {
    await this.#flushMetadata();
    const found = await this.#context.call(() => this.#context.store.getRecorder(this.id));
    if (found === undefined) throw new RecorderNotFoundError(this.id);
    return found;
  }

  async status(): Promise<RecorderStatus> {
    return (await this.info()).status;
  }

  /** What was to be written and is not in the store yet, in words. */
  get unflushed(): readonly string[] {
    return [...this.#lane.missing, ...this.#metrics.missing, ...this.#artifacts.lane.missing];
  }

  /** Writes all that waits. @throws what kept it from being written */
  async flush(): Promise<void> {
    await this.#flushMetadata();
    this.#metrics.throwRefusal();
    await this.#artifacts.lane.flush();
  }

  /**
   * Writes all that waits, then the status. With a write missing it is never FINISHED: it becomes FAILED, `unflushed` lists what is
   * missing, and the caller is told; once the store is back, ending again writes it and sets the status. Ending twice is fine.
   *
   * @throws RecorderUnflushedError, RecorderStatusError when somebody ended it otherwise meanwhile
   */
  async end(status: 'FINISHED' | 'FAILED' = 'FINISHED'): Promise<RecorderInfo> {
    const failures = await Promise.allSettled([this.#flushMetadata(), this.#artifacts.lane.flush()]);
    this.#metrics.stop();
    const { unflushed } = this;
    const to = unflushed.length === 0 ? status : 'FAILED';
    const from: readonly RecorderStatus[] = [
      'SCHEDULED',
      'RUNNING',
      to,
      ...(this.#endedUnflushed ? ['FAILED' as const] : []),
    ];
    const change = { from, to, unflushed, ...this.#fence };
    const info = await this.#context.call(() => this.#context.store.setStatus(this.id, change));
    this.#endedUnflushed = to !== status;
    if (this.#endedUnflushed) {
      const cause: unknown = failures.find((failure) => failure.status === 'rejected')?.reason;
      throw new RecorderUnflushedError(this.id, unflushed, { cause });
    }
    return info;
  }

  async #flushMetadata(): Promise<void> {
    const outcomes = await Promise.allSettled([this.#metrics.flush(), this.#lane.flush()]);
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  }
}
