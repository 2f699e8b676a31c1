import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack as startPack } from 'tar-stream';
import { RecorderNotFoundError } from '../../errors/experiment-errors.js';
import type { ExperimentInfo, RecorderInfo } from '../../store/experiment-store.js';
import type { JsonObject } from '../../task/definition.js';
import { listRecorders } from '../list-recorders.js';
import type { RecordContext } from '../record-context.js';
import {
  ARCHIVE_FORMAT,
  ARCHIVE_VERSION,
  type ArchivedRecorder,
  type ArchiveManifest,
  MANIFEST_ENTRY,
  recorderDirectory,
  SUMS_ENTRY,
} from './archive-format.js';
import { writeMetricLines } from './metric-lines.js';

/** The living recorders of an experiment with all they keep, as one tar file in pieces. Holds one metric series at a time. */
export async function* exportExperiment(
  context: RecordContext,
  experiment: ExperimentInfo,
): AsyncGenerator<Uint8Array, void> {
  const pack = startPack();
  const writing = writeArchive(context, experiment, pack).then(
    () => pack.finalize(),
    (error: unknown) => pack.destroy(error as Error),
  );
  try {
    for await (const piece of pack) yield piece as Uint8Array;
  } finally {
    pack.destroy();
    await writing;
  }
}

async function writeArchive(context: RecordContext, experiment: ExperimentInfo, pack: Pack): Promise<void> {
  const entries = new EntryWriter(pack, new Date(experiment.createdAt));
  const ids: string[] = [];
  for await (const { id } of listRecorders(context, experiment.id, undefined, {})) ids.push(id);
  const manifest: ArchiveManifest = {
    format: ARCHIVE_FORMAT,
    version: ARCHIVE_VERSION,
    storeId: await context.storeId(),
    experiment: { id: experiment.id, name: experiment.name, createdAt: experiment.createdAt },
    recorders: ids,
  };
  await entries.writeJson(MANIFEST_ENTRY, manifest);
  for (const [at, id] of ids.entries()) {
    const recorder = await context.call(() => context.store.getRecorder(id));
    if (recorder === undefined) throw new RecorderNotFoundError(id);
    await writeRecorder(context, recorder, recorderDirectory(at + 1), entries);
  }
  await entries.write(SUMS_ENTRY, Buffer.from(entries.sums()));
}

async function writeRecorder(
  context: RecordContext,
  recorder: RecorderInfo,
  directory: string,
  entries: EntryWriter,
): Promise<void> {
  await entries.writeJson(`${directory}/recorder.json`, archived(recorder));
  for (const [at, key] of Object.keys(recorder.metrics).sort().entries()) {
    const points = await context.call(() => context.store.metricSeries(recorder.id, key, {}));
    const name = `${directory}/metrics/${String(at + 1).padStart(5, '0')}.jsonl`;
    await entries.write(name, writeMetricLines(key, points));
  }
  const owner = await context.owner(recorder.experimentId, recorder.id);
  for (const { name, size } of await context.call(() => context.artifacts.list(owner))) {
    await entries.writeStream(`${directory}/artifacts/${name}`, size, context.artifacts.get(owner, name));
  }
}

function archived(recorder: RecorderInfo): ArchivedRecorder {
  return {
    id: recorder.id,
    name: recorder.name,
    status: recorder.status,
    tags: recorder.tags,
    params: recorder.params,
    environment: recorder.environment,
    unflushed: recorder.unflushed,
    times: {
      createdAt: recorder.createdAt,
      startedAt: recorder.startedAt ?? null,
      endedAt: recorder.endedAt ?? null,
    },
    task: recorder.task === undefined ? null : ({ ...recorder.task } as unknown as JsonObject),
  };
}

/** Writes entries one after the other and keeps their checksums. */
class EntryWriter {
  readonly #pack: Pack;
  readonly #mtime: Date;
  readonly #sums: string[] = [];

  constructor(pack: Pack, mtime: Date) {
    this.#pack = pack;
    this.#mtime = mtime;
  }

  async writeJson(name: string, value: object): Promise<void> {
    await this.write(name, Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`));
  }

  async write(name: string, bytes: Uint8Array): Promise<void> {
    await this.writeStream(name, bytes.byteLength, [bytes]);
  }

  async writeStream(
    name: string,
    size: number,
    bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<void> {
    const hash = createHash('sha256');
    async function* hashed(): AsyncGenerator<Uint8Array, void> {
      for await (const piece of bytes) {
        hash.update(piece);
        yield piece;
      }
    }
    await pipeline(hashed(), this.#pack.entry({ name, size, mtime: this.#mtime, mode: 0o644 }));
    this.#sums.push(`${hash.digest('hex')}  ${name}\n`);
  }

  sums(): string {
    return this.#sums.join('');
  }
}
