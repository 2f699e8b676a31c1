import { randomUUID } from 'node:crypto';
import type { RecorderStatus } from '../../store/experiment-store.js';
import type { RecordContext } from '../record-context.js';
import type { ArchivedRecorder, ArchiveManifest } from './archive-format.js';
import type { RecorderSink } from './archive-reader.js';
import { requireStorable } from './check-archive.js';
import { readMetricLines } from './metric-lines.js';

/** One recorder while an archive is read. It has a new id; what it was is in `environment.imported`. */
export class ImportedRecorder implements RecorderSink {
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
      readonly archived: ArchivedRecorder;
    },
  ): Promise<ImportedRecorder> {
    const { archived, manifest } = from;
    const { id, name, status, tags, times, task } = archived;
    const { storeId, experiment } = manifest;
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
    requireStorable(this.#context, entry, name, size);
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
