import { ExperimentArchiveError } from '../../errors/record-errors.js';
import { assertArtifactName } from '../../store/artifact-name.js';
import type { RecordContext } from '../record-context.js';
import { readArchive } from './archive-reader.js';
import { readMetricLines } from './metric-lines.js';

/** Reads an archive from beginning to end and writes nothing. @throws ExperimentArchiveError */
export async function checkArchive(context: RecordContext, source: AsyncIterable<Uint8Array>): Promise<void> {
  const { batchPoints } = context.metrics;
  const recorder = {
    addMetrics: async (entry: string, bytes: AsyncIterable<Uint8Array>) =>
      drain(readMetricLines(entry, bytes, batchPoints)),
    async addArtifact(entry: string, name: string, size: number, bytes: AsyncIterable<Uint8Array>) {
      requireStorable(context, entry, name, size);
      await drain(bytes);
    },
    end: async () => {},
  };
  await readArchive(source, { begin: async () => {}, recorder: async () => recorder });
}

/** @throws ExperimentArchiveError for an artifact that the artifact store would refuse */
export function requireStorable({ artifacts }: RecordContext, entry: string, name: string, size: number): void {
  try {
    assertArtifactName(name);
  } catch (cause) {
    throw new ExperimentArchiveError(entry, 'it is no safe name', { cause });
  }
  const { maxBytes } = artifacts.capabilities;
  if (size > maxBytes) {
    throw new ExperimentArchiveError(entry, `it has ${size} bytes, and the artifact store takes ${maxBytes}`);
  }
}

async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}
