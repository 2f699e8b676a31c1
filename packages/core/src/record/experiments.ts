import { RecorderNotFoundError } from '../errors/experiment-errors.js';
import type { ArtifactStore } from '../store/artifact-store.js';
import type { ExperimentInfo, ExperimentStore, RecorderInfo, RecorderRef } from '../store/experiment-store.js';
import type { Filter } from '../task/filter.js';
import { type ArchiveSource, type ImportOptions, importExperiment } from './archive/import-experiment.js';
import {
  type BeginOptions,
  beginRecorder,
  type EndOptions,
  endRecorder,
  type ResumeOptions,
  resumeRecorder,
  runWithRecorder,
} from './begin-recorder.js';
import { Experiment } from './experiment.js';
import { listRecorders, type RecorderListOptions } from './list-recorders.js';
import { purgeExperiment } from './purge.js';
import { type ExperimentsOptions, RecordContext } from './record-context.js';
import { Recorder } from './recorder.js';
import { checkExperimentName, type ExperimentRef, resolveExperiment } from './resolve-experiment.js';

const PAGE = 500;

/**
 * What a user calls to keep and find what runs did, over any experiment store and artifact store. (Reference: `qlib.workflow.R`.)
 *
 * Every method may throw StoreUnavailableError once its retries are used up.
 *
 * @example
 * const experiments = new Experiments(new MemoryExperimentStore(), new MemoryArtifactStore());
 * await experiments.start('rolling', async (recorder) => {
 *   await recorder.logParams({ model: { class: 'RidgeModel', alpha: 0.05 } });
 *   await recorder.logMetrics({ loss: 0.3 });
 *   await recorder.saveObject('pred', frame);
 * });
 */
export class Experiments {
  readonly #context: RecordContext;

  /** @throws InvalidArgumentError */
  constructor(store: ExperimentStore, artifacts: ArtifactStore, options: ExperimentsOptions = {}) {
    this.#context = new RecordContext(store, artifacts, options);
  }

  /** The two stores that everything here is kept in. */
  get stores(): { readonly experiments: ExperimentStore; readonly artifacts: ArtifactStore } {
    return { experiments: this.#context.store, artifacts: this.#context.artifacts };
  }

  /**
   * Runs `fn` with a new recorder of the experiment (made when there is none of the name). The recorder is FINISHED when `fn` returns
   * and everything is written, and FAILED when `fn` throws.
   *
   * @returns what `fn` returns
   * @throws what `fn` throws; RecorderUnflushedError when some of its writes did not reach the store
   */
  async start<T>(name: string, fn: (recorder: Recorder) => Promise<T> | T, options: BeginOptions = {}): Promise<T> {
    return runWithRecorder(await this.begin(name, options), fn);
  }

  /** A new recorder of the experiment, for the caller to end. (Reference: `R.start_exp`.) @throws InvalidArgumentError */
  async begin(name: string, options: BeginOptions = {}): Promise<Recorder> {
    checkExperimentName(name);
    return beginRecorder(this.#context, { name }, options);
  }

  /**
   * Goes on with a recorder, whatever its status: it is RUNNING again. Of a task's recorder, `fence` is that of the attempt that goes on.
   *
   * @throws RecorderNotFoundError, RecorderFencedError
   */
  async resume(id: string | RecorderRef, options: ResumeOptions = {}): Promise<Recorder> {
    return resumeRecorder(this.#context, id, options);
  }

  /**
   * Ends a recorder that others wrote, whatever its status, in two writes: the tags, then the status. Who writes it itself ends it by
   * `Recorder.end`, which waits for what is under way.
   *
   * @throws InvalidArgumentError, RecorderNotFoundError, RecorderFencedError
   */
  async end(ref: RecorderRef, options: EndOptions): Promise<RecorderInfo> {
    return endRecorder(this.#context, ref, options);
  }

  /** Opens a recorder to read it, or to add a tag or an object, and leaves its status alone. @throws RecorderNotFoundError */
  async open(ref: string | RecorderRef): Promise<Recorder> {
    const id = typeof ref === 'string' ? ref : ref.recorderId;
    const info = await this.#context.call(() => this.#context.store.getRecorder(id));
    if (info === undefined) throw new RecorderNotFoundError(id);
    return new Recorder(this.#context, info, undefined);
  }

  /** A living experiment by name, or any by `{ id }`. @throws ExperimentNotFoundError */
  async get(ref: ExperimentRef): Promise<Experiment> {
    return new Experiment(this.#context, await resolveExperiment(this.#context, ref));
  }

  /** The experiment of this name, made when there is none: one atomic operation. @throws InvalidArgumentError */
  async create(name: string): Promise<Experiment> {
    checkExperimentName(name);
    return new Experiment(this.#context, await this.#context.call(() => this.#context.store.getOrCreate(name)));
  }

  /** All living experiments, or the deleted ones. */
  async *list(options: { readonly deleted?: boolean } = {}): AsyncGenerator<ExperimentInfo, void> {
    let cursor: string | undefined;
    do {
      const query = { limit: PAGE, ...options, ...(cursor === undefined ? {} : { cursor }) };
      const page = await this.#context.call(() => this.#context.store.list(query));
      yield* page.experiments;
      cursor = page.cursor;
    } while (cursor !== undefined);
  }

  /** Hides an experiment and frees its name. @throws ExperimentNotFoundError */
  async delete(ref: ExperimentRef): Promise<void> {
    const { id } = await resolveExperiment(this.#context, ref);
    await this.#context.call(() => this.#context.store.delete(id));
  }

  /** Brings a deleted experiment back. @throws ExperimentNotFoundError, ExperimentNameTakenError */
  async restore(ref: { readonly id: string }): Promise<Experiment> {
    return new Experiment(this.#context, await this.#context.call(() => this.#context.store.restore(ref.id)));
  }

  /** Deletes for good: the experiment, its recorders, their series, their artifacts. @throws ExperimentNotFoundError */
  async purge(ref: ExperimentRef): Promise<void> {
    await purgeExperiment(this.#context, await resolveExperiment(this.#context, ref));
  }

  /**
   * The recorders of all living experiments that match, or of those named, oldest first within one. (Reference: `R.search_records`.)
   *
   * @throws InvalidFilterError, ExperimentNotFoundError
   */
  async *search(
    filter?: Filter,
    options: RecorderListOptions & { readonly experiments?: readonly ExperimentRef[] } = {},
  ): AsyncGenerator<Recorder, void> {
    const named = options.experiments?.map((ref) => resolveExperiment(this.#context, ref));
    const ids = named === undefined ? [undefined] : (await Promise.all(named)).map(({ id }) => id);
    let left = options.limit ?? Number.POSITIVE_INFINITY;
    for (const id of ids) {
      for await (const info of listRecorders(this.#context, id, filter, options)) {
        if (left === 0) return;
        left -= 1;
        yield new Recorder(this.#context, info, undefined);
      }
    }
  }

  /**
   * Reads an archive that `Experiment.export` made into a new experiment, whole or not at all. Everything is checked against the
   * archive's checksums. Recorders get new ids; what they were before is in their `environment.imported`.
   *
   * @param source the archive's bytes, in pieces of any size; or a function that gives them, which is called twice: nothing at all is
   * then written of an archive that is damaged
   * @throws ExperimentArchiveError, ExperimentNameTakenError
   */
  async import(source: ArchiveSource, options: ImportOptions = {}): Promise<Experiment> {
    return new Experiment(this.#context, await importExperiment(this.#context, source, options));
  }
}
