import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { WindrowError } from '@windrow/frame';
import { type Header, extract as startExtract } from 'tar-stream';
import { ExperimentNameTakenError } from '../../errors/experiment-errors.js';
import { ExperimentArchiveError } from '../../errors/record-errors.js';
import type { ExperimentInfo } from '../../store/experiment-store.js';
import { purgeExperiment } from '../purge.js';
import type { RecordContext } from '../record-context.js';
import { checkExperimentName } from '../resolve-experiment.js';
import { type ArchiveManifest, MANIFEST_ENTRY, manifestSchema, placeOf, SUMS_ENTRY } from './archive-format.js';
import { ImportedRecorder } from './imported-recorder.js';
import { readJson, readText } from './read-entry.js';

/** How an archive becomes an experiment. */
export interface ImportOptions {
  /** Name of the new experiment; default: the archived one's. */
  readonly name?: string;
}

/**
 * Reads an archive into a new experiment. Until everything is there and checked, the experiment goes by a name of its own; when
 * anything is wrong it is purged again.
 */
export async function importExperiment(
  context: RecordContext,
  source: AsyncIterable<Uint8Array>,
  options: ImportOptions,
): Promise<ExperimentInfo> {
  if (options.name !== undefined) checkExperimentName(options.name);
  const reader = new ArchiveReader(context, options.name);
  const extract = startExtract();
  const feeding = pipeline(Readable.from(source, { objectMode: false }), extract);
  // Its failure is seen by the loop too, and is told there.
  feeding.catch(() => {});
  try {
    for await (const entry of extract) {
      await reader.take(entry);
      entry.resume();
    }
    return await reader.finish();
  } catch (error) {
    extract.destroy();
    await reader.abandon();
    throw WindrowError.is(error) || !isTarFault(error)
      ? error
      : new ExperimentArchiveError('', error.message, { cause: error });
  }
}

interface TarEntry extends AsyncIterable<unknown> {
  readonly header: Header;
}

class ArchiveReader {
  readonly #context: RecordContext;
  readonly #name: string | undefined;
  readonly #sums = new Map<string, string>();
  #manifest: ArchiveManifest | undefined;
  #experiment: ExperimentInfo | undefined;
  #recorder: ImportedRecorder | undefined;
  #recorders = 0;
  #expectedSums: string | undefined;

  constructor(context: RecordContext, name: string | undefined) {
    this.#context = context;
    this.#name = name;
  }

  async take(entry: TarEntry): Promise<void> {
    const { name, type } = entry.header;
    const place = placeOf(name);
    if (type !== 'file' || place === undefined) throw new ExperimentArchiveError(name, 'it is no part of the format');
    if (this.#sums.has(name)) throw new ExperimentArchiveError(name, 'it is there twice');
    if (this.#expectedSums !== undefined) throw new ExperimentArchiveError(name, `it comes after ${SUMS_ENTRY}`);
    if ((place.kind === 'manifest') !== (this.#manifest === undefined)) {
      throw new ExperimentArchiveError(name, `${MANIFEST_ENTRY} must be the first entry`);
    }
    const hash = createHash('sha256');
    const bytes = hashed(entry as AsyncIterable<Uint8Array>, hash);
    switch (place.kind) {
      case 'manifest':
        await this.#begin(await readJson(name, bytes, manifestSchema));
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
        await this.#current(name, place.recorder).addArtifact(name, place.name, entry.header.size, bytes);
        break;
    }
    this.#sums.set(name, hash.digest('hex'));
  }

  async finish(): Promise<ExperimentInfo> {
    const [manifest, experiment] = [this.#manifest, this.#experiment];
    if (manifest === undefined || experiment === undefined) {
      throw new ExperimentArchiveError('', `it has no ${MANIFEST_ENTRY}`);
    }
    if (this.#expectedSums === undefined) throw new ExperimentArchiveError('', 'it is cut off before its end');
    if (this.#recorders !== manifest.recorders.length) {
      throw new ExperimentArchiveError('', `it has ${this.#recorders} of ${manifest.recorders.length} recorders`);
    }
    this.#checkSums(this.#expectedSums);
    await this.#recorder?.end();
    const name = this.#name ?? manifest.experiment.name;
    return this.#context.call(() => this.#context.store.rename(experiment.id, name));
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

  async #begin(manifest: ArchiveManifest): Promise<void> {
    const name = this.#name ?? manifest.experiment.name;
    const taken = await this.#context.call(() => this.#context.store.get({ name }));
    if (taken !== undefined) throw new ExperimentNameTakenError(name, taken.id);
    const ownName = `${name} (importing ${randomUUID()})`;
    this.#experiment = await this.#context.call(() => this.#context.store.getOrCreate(ownName));
    this.#manifest = manifest;
  }

  async #nextRecorder(entry: string, number: number, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const manifest = this.#manifest as ArchiveManifest;
    if (number !== this.#recorders + 1) throw new ExperimentArchiveError(entry, 'it is out of order');
    await this.#recorder?.end();
    this.#recorders = number;
    const experimentId = (this.#experiment as ExperimentInfo).id;
    this.#recorder = await ImportedRecorder.create(this.#context, { experimentId, manifest, number, entry, bytes });
  }

  #current(entry: string, number: number): ImportedRecorder {
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

async function* hashed(
  bytes: AsyncIterable<Uint8Array>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array, void> {
  for await (const piece of bytes) {
    hash.update(piece);
    yield piece;
  }
}

/** What tar-stream says of bytes that are no tar file, or no whole one. */
function isTarFault(error: unknown): error is Error {
  return error instanceof Error && /tar|unexpected end|header|size mismatch/i.test(error.message);
}
