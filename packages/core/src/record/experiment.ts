import { RecorderNotFoundError } from '../errors/experiment-errors.js';
import type { ExperimentInfo } from '../store/experiment-store.js';
import type { Filter } from '../task/filter.js';
import { type ExportOptions, exportExperiment } from './archive/export-experiment.js';
import { type BeginOptions, beginRecorder, runWithRecorder } from './begin-recorder.js';
import { listRecorders, type RecorderListOptions } from './list-recorders.js';
import { purgeRecorder } from './purge.js';
import type { RecordContext } from './record-context.js';
import { Recorder } from './recorder.js';

/** A named set of recorders. (Reference: `qlib.workflow.exp.Experiment`.) */
export class Experiment {
  readonly #context: RecordContext;

  /** Made by `Experiments`. */
  constructor(
    context: RecordContext,
    /** As it was when it was opened. */
    readonly info: ExperimentInfo,
  ) {
    this.#context = context;
  }

  get id(): string {
    return this.info.id;
  }

  get name(): string {
    return this.info.name;
  }

  /** As `Experiments.start`, in this experiment. */
  async start<T>(fn: (recorder: Recorder) => Promise<T> | T, options: BeginOptions = {}): Promise<T> {
    return runWithRecorder(await this.begin(options), fn);
  }

  /** As `Experiments.begin`, in this experiment. @throws ExperimentNotFoundError when it was deleted meanwhile */
  async begin(options: BeginOptions = {}): Promise<Recorder> {
    return beginRecorder(this.#context, { id: this.id }, options);
  }

  /**
   * The recorders that match, oldest first, however many there are. Filters are on `params.*`, `tags.*`, `metrics.*` (last value),
   * `id`, `name`, `status`, `createdAt`, `startedAt`, `endedAt`. (Reference: `Experiment.list_recorders`, without its cap.)
   *
   * @throws InvalidFilterError
   */
  async *recorders(filter?: Filter, options: RecorderListOptions = {}): AsyncGenerator<Recorder, void> {
    for await (const info of listRecorders(this.#context, this.id, filter, options)) {
      yield new Recorder(this.#context, info, undefined);
    }
  }

  /** One recorder of this experiment by id. @throws RecorderNotFoundError */
  async recorder(id: string): Promise<Recorder> {
    const info = await this.#context.call(() => this.#context.store.getRecorder(id));
    if (info === undefined || info.experimentId !== this.id) throw new RecorderNotFoundError(id);
    return new Recorder(this.#context, info, undefined);
  }

  /** Hides a recorder until it is restored. @throws RecorderNotFoundError */
  async deleteRecorder(id: string): Promise<void> {
    const recorder = await this.recorder(id);
    await this.#context.call(() => this.#context.store.deleteRecorder(recorder.id));
  }

  /** @throws RecorderNotFoundError */
  async restoreRecorder(id: string): Promise<void> {
    const recorder = await this.recorder(id);
    await this.#context.call(() => this.#context.store.restoreRecorder(recorder.id));
  }

  /** Deletes a recorder for good, with all it keeps. @throws RecorderNotFoundError */
  async purgeRecorder(id: string): Promise<void> {
    await purgeRecorder(this.#context, (await this.recorder(id)).opened);
  }

  /** @throws ExperimentNameTakenError */
  async rename(name: string): Promise<Experiment> {
    const info = await this.#context.call(() => this.#context.store.rename(this.id, name));
    return new Experiment(this.#context, info);
  }

  /**
   * The whole experiment as one tar file with checksums, in pieces: write them to a file or send them. See `Experiments.import`.
   *
   * @throws ArtifactCorruptError, and ArtifactMissingError for what is removed meanwhile
   */
  export(options: ExportOptions = {}): AsyncIterable<Uint8Array> {
    return exportExperiment(this.#context, this.info, options);
  }
}
