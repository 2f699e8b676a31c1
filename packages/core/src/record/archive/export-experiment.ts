import { type EntryWriter, packTar } from '../../archive/entry-writer.js';
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

/** How an experiment is exported. */
export interface ExportOptions {
  /** Told after each recorder. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/** The living recorders of an experiment with all they keep, as one tar file in pieces. Holds one metric series at a time. */
export function exportExperiment(
  context: RecordContext,
  experiment: ExperimentInfo,
  options: ExportOptions,
): AsyncGenerator<Uint8Array, void> {
  return packTar(new Date(experiment.createdAt), (entries) => writeArchive(context, experiment, entries, options));
}

async function writeArchive(
  context: RecordContext,
  experiment: ExperimentInfo,
  entries: EntryWriter,
  { onProgress }: ExportOptions,
): Promise<void> {
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
    onProgress?.({ done: at + 1, total: ids.length });
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
