import { randomUUID } from 'node:crypto';
import { ExperimentArchiveError } from '../../errors/record-errors.js';
import { assertArtifactName } from '../../store/artifact-name.js';
import type { RecorderStatus } from '../../store/experiment-store.js';
import type { RecordContext } from '../record-context.js';
import { type ArchivedRecorder, type ArchiveManifest, recorderSchema } from './archive-format.js';
import { readMetricLines } from './metric-lines.js';
import { readJson } from './read-entry.js';

/** One recorder while an archive is read. It has a new id; what it was is in `environment.imported`. */
export class ImportedRecorder {
  readonly #context: RecordContext;
  readonly #experimentId: string;
  readonly #id: string;
  readonly #archived: ArchivedRecorder;

  private constructor(context: RecordContext, experimentId: string, id: string, archived: ArchivedRecorder) {
    this.#context = context;
    this.#experimentId = experimentId;
    this.#id = id;
    this.#archived = archived;
  }

  static async create(
    context: RecordContext,
    from: {
      readonly experimentId: string;
      readonly manifest: ArchiveManifest;
      readonly number: number;
      readonly entry: string;
      readonly bytes: AsyncIterable<Uint8Array>;
    },
  ): Promise<ImportedRecorder> {
    const archived = await readJson(from.entry, from.bytes, recorderSchema);
    if (archived.id !== from.manifest.recorders[from.number - 1]) {
      throw new ExperimentArchiveError(from.entry, 'it is not the recorder that the manifest names here');
    }
    const { id, name, status, tags, times, task } = archived;
    const { storeId, experiment } = from.manifest;
    const imported = { storeId, experimentId: experiment.id, recorderId: id, status, ...times, task };
    const made = {
      id: randomUUID(),
      name,
      status: 'SCHEDULED' as const,
      tags,
      environment: { ...archived.environment, imported },
    };
    await context.call(() => context.store.createRecorder(from.experimentId, made));
    if (Object.keys(archived.params).length > 0) {
      await context.call(() => context.store.logParams(made.id, archived.params));
    }
    return new ImportedRecorder(context, from.experimentId, made.id, archived);
  }

  async addMetrics(entry: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const points of readMetricLines(entry, bytes, this.#context.metrics.batchPoints)) {
      await this.#context.call(() => this.#context.store.logMetrics(this.#id, points));
    }
  }

  async addArtifact(entry: string, name: string, size: number, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      assertArtifactName(name);
    } catch (cause) {
      throw new ExperimentArchiveError(entry, 'it is no safe name', { cause });
    }
    const { maxBytes } = this.#context.artifacts.capabilities;
    if (size > maxBytes)
      throw new ExperimentArchiveError(entry, `it has ${size} bytes, and the artifact store takes ${maxBytes}`);
    const owner = await this.#context.owner(this.#experimentId, this.#id);
    await this.#context.artifacts.put(owner, name, bytes);
  }

  /** Gives it the status that it had. What was running then runs nowhere now, so it has failed. */
  async end(): Promise<void> {
    const { status, unflushed } = this.#archived;
    if (status === 'SCHEDULED') return;
    await this.#move('SCHEDULED', 'RUNNING', []);
    await this.#move('RUNNING', status === 'FINISHED' ? 'FINISHED' : 'FAILED', unflushed);
  }

  async #move(from: RecorderStatus, to: RecorderStatus, unflushed: readonly string[]): Promise<void> {
    // Its own present status is taken too, so that a move repeated after a lost reply is fine.
    const change = { from: [from, to], to, unflushed };
    await this.#context.call(() => this.#context.store.setStatus(this.#id, change));
  }
}
