import { createHash } from 'node:crypto';
import { hashed, type TarEntry, tarEntries } from '../../archive/read-tar.js';
import { ExperimentArchiveError } from '../../errors/record-errors.js';
import {
  type ArchivedRecorder,
  type ArchiveManifest,
  MANIFEST_ENTRY,
  manifestSchema,
  placeOf,
  recorderSchema,
  SUMS_ENTRY,
} from './archive-format.js';
import { readJson, readText } from './read-entry.js';

/** Where an archive goes while it is read. */
export interface ArchiveSink {
  begin(manifest: ArchiveManifest): Promise<void>;
  recorder(manifest: ArchiveManifest, archived: ArchivedRecorder): Promise<RecorderSink>;
}

/** Where one recorder goes. */
export interface RecorderSink {
  addMetrics(entry: string, bytes: AsyncIterable<Uint8Array>): Promise<void>;
  addArtifact(entry: string, name: string, size: number, bytes: AsyncIterable<Uint8Array>): Promise<void>;
  end(): Promise<void>;
}

/**
 * Reads an archive to its end and checks that all is there, in order, and has the stated checksums.
 *
 * @throws ExperimentArchiveError, and what the sink throws
 */
export async function readArchive(source: AsyncIterable<Uint8Array>, sink: ArchiveSink): Promise<ArchiveManifest> {
  const reader = new ArchiveReader(sink);
  const fault = (reason: string, cause: Error): Error => new ExperimentArchiveError('', reason, { cause });
  for await (const entry of tarEntries(source, fault)) await reader.take(entry);
  return reader.finish();
}

class ArchiveReader {
  readonly #sink: ArchiveSink;
  readonly #sums = new Map<string, string>();
  #manifest: ArchiveManifest | undefined;
  #recorder: RecorderSink | undefined;
  #recorders = 0;
  #expectedSums: string | undefined;

  constructor(sink: ArchiveSink) {
    this.#sink = sink;
  }

  async take({ header, bytes: raw }: TarEntry): Promise<void> {
    const { name, type, size } = header;
    const place = placeOf(name);
    if (type !== 'file' || place === undefined) throw new ExperimentArchiveError(name, 'it is no part of the format');
    if (this.#sums.has(name)) throw new ExperimentArchiveError(name, 'it is there twice');
    if (this.#expectedSums !== undefined) throw new ExperimentArchiveError(name, `it comes after ${SUMS_ENTRY}`);
    if ((place.kind === 'manifest') !== (this.#manifest === undefined)) {
      throw new ExperimentArchiveError(name, `${MANIFEST_ENTRY} must be the first entry`);
    }
    const hash = createHash('sha256');
    const bytes = hashed(raw, hash);
    switch (place.kind) {
      case 'manifest':
        this.#manifest = await readJson(name, bytes, manifestSchema);
        await this.#sink.begin(this.#manifest);
        break;
      case 'sums':
        this.#expectedSums = await readText(name, bytes);
        return;
      case 'recorder':
        await this.#nextRecorder(name, place.recorder, bytes);
        break;
      case 'metrics':
        await this.#current(name, place.recorder).addMetrics(name, bytes);
        break;
      case 'artifact':
        await this.#current(name, place.recorder).addArtifact(name, place.name, size ?? 0, bytes);
        break;
    }
    this.#sums.set(name, hash.digest('hex'));
  }

  async finish(): Promise<ArchiveManifest> {
    const manifest = this.#manifest;
    if (manifest === undefined) throw new ExperimentArchiveError('', `it has no ${MANIFEST_ENTRY}`);
    if (this.#expectedSums === undefined) throw new ExperimentArchiveError('', 'it is cut off before its end');
    if (this.#recorders !== manifest.recorders.length) {
      throw new ExperimentArchiveError('', `it has ${this.#recorders} of ${manifest.recorders.length} recorders`);
    }
    this.#checkSums(this.#expectedSums);
    await this.#recorder?.end();
    return manifest;
  }

  async #nextRecorder(entry: string, number: number, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const manifest = this.#manifest as ArchiveManifest;
    if (number !== this.#recorders + 1) throw new ExperimentArchiveError(entry, 'it is out of order');
    await this.#recorder?.end();
    this.#recorders = number;
    const archived = await readJson(entry, bytes, recorderSchema);
    if (archived.id !== manifest.recorders[number - 1]) {
      throw new ExperimentArchiveError(entry, 'it is not the recorder that the manifest names here');
    }
    this.#recorder = await this.#sink.recorder(manifest, archived);
  }

  #current(entry: string, number: number): RecorderSink {
    if (this.#recorder === undefined || number !== this.#recorders) {
      throw new ExperimentArchiveError(entry, 'it comes without its recorder.json');
    }
    return this.#recorder;
  }

  #checkSums(expected: string): void {
    const stated = new Map<string, string>();
    for (const line of expected.split('\n').filter((each) => each !== '')) {
      const match = /^([0-9a-f]{64}) {2}(.+)$/s.exec(line);
      if (match === null) throw new ExperimentArchiveError(SUMS_ENTRY, 'a line is no checksum');
      stated.set(match[2] as string, match[1] as string);
    }
    for (const [name, sum] of this.#sums) {
      if (stated.get(name) !== sum) throw new ExperimentArchiveError(name, 'its SHA-256 differs from the stated one');
    }
    for (const name of stated.keys()) {
      if (!this.#sums.has(name)) throw new ExperimentArchiveError(name, 'it is missing');
    }
  }
}
