import { randomUUID } from 'node:crypto';
import { ExperimentNameTakenError } from '../../errors/experiment-errors.js';
import type { ExperimentInfo } from '../../store/experiment-store.js';
import { purgeExperiment } from '../purge.js';
import type { RecordContext } from '../record-context.js';
import { checkExperimentName } from '../resolve-experiment.js';
import type { ArchivedRecorder, ArchiveManifest } from './archive-format.js';
import { type ArchiveSink, type RecorderSink, readArchive } from './archive-reader.js';
import { checkArchive } from './check-archive.js';
import { ImportedRecorder } from './imported-recorder.js';

/** How an archive becomes an experiment. */
export interface ImportOptions {
  /** Name of the new experiment; default: the archived one's. */
  readonly name?: string;
}

/** An archive's bytes, in pieces of any size; or a function that gives them, which is called twice. */
export type ArchiveSource = AsyncIterable<Uint8Array> | (() => AsyncIterable<Uint8Array>);

/**
 * Reads an archive into a new experiment. One that can be read twice is checked whole before anything is written. Until everything is
 * there and checked, the experiment goes by a name of its own; when anything is wrong it is purged again.
 */
export async function importExperiment(
  context: RecordContext,
  source: ArchiveSource,
  options: ImportOptions,
): Promise<ExperimentInfo> {
  if (options.name !== undefined) checkExperimentName(options.name);
  if (typeof source === 'function') await checkArchive(context, source());
  const importing = new Importing(context, options.name);
  try {
    const manifest = await readArchive(typeof source === 'function' ? source() : source, importing);
    return await importing.finish(manifest);
  } catch (error) {
    await importing.abandon();
    throw error;
  }
}

class Importing implements ArchiveSink {
  readonly #context: RecordContext;
  readonly #name: string | undefined;
  #experiment: ExperimentInfo | undefined;

  constructor(context: RecordContext, name: string | undefined) {
    this.#context = context;
    this.#name = name;
  }

  async begin(manifest: ArchiveManifest): Promise<void> {
    const name = this.#name ?? manifest.experiment.name;
    const taken = await this.#context.call(() => this.#context.store.get({ name }));
    if (taken !== undefined) throw new ExperimentNameTakenError(name, taken.id);
    const ownName = `${name} (importing ${randomUUID()})`;
    this.#experiment = await this.#context.call(() => this.#context.store.getOrCreate(ownName));
  }

  recorder(manifest: ArchiveManifest, archived: ArchivedRecorder): Promise<RecorderSink> {
    const experimentId = (this.#experiment as ExperimentInfo).id;
    return ImportedRecorder.create(this.#context, { experimentId, manifest, archived });
  }

  finish(manifest: ArchiveManifest): Promise<ExperimentInfo> {
    const { id } = this.#experiment as ExperimentInfo;
    const name = this.#name ?? manifest.experiment.name;
    return this.#context.call(() => this.#context.store.rename(id, name));
  }

  /** Leaves nothing behind, as far as the store lets it. */
  async abandon(): Promise<void> {
    if (this.#experiment === undefined) return;
    const { id, name } = this.#experiment;
    await purgeExperiment(this.#context, this.#experiment).catch((error: unknown) => {
      process.emitWarning(
        `Experiment ${name} (${id}) of a failed import could not be removed: ${String(error)}`,
        'WindrowWarning',
      );
    });
  }
}
