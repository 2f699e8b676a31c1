import {
  ArtifactCorruptError,
  type ArtifactData,
  type ArtifactInfo,
  ArtifactMissingError,
  type ArtifactOwner,
  type ArtifactOwnerPage,
  type ArtifactStore,
  type ArtifactStoreCapabilities,
  assertArtifactName,
  InvalidArgumentError,
  ownerLabel,
} from '@windrow/core';
import { MlflowConnection } from '../connection/mlflow-connection.js';
import { Runs } from '../connection/runs.js';
import type { MlflowOptions } from '../mlflow-options.js';
import { TAGS } from '../text/tag-names.js';
import { ArtifactServer } from './artifact-server.js';
import { type ArtifactVersion, versionText } from './artifact-version.js';
import { type Range, readFile } from './download.js';
import { OwnerShelf } from './owner-shelf.js';
import { ownersPage } from './owners-page.js';
import { uploadArtifact } from './upload.js';

/** What object stores behind MLflow take in one piece. */
const MAX_BYTES = 5 * 2 ** 30;

/** The ArtifactStore contract over the artifact proxy of an MLflow tracking server. */
export class MlflowArtifactStore implements ArtifactStore {
  readonly capabilities: ArtifactStoreCapabilities = Object.freeze({
    maxBytes: MAX_BYTES,
    clock: 'server',
    durable: true,
    lacks: Object.freeze({
      'foreign-hash':
        'MLflow keeps no hashes: of a file that another client put, size and hash are read from its bytes when asked for',
    }),
  });
  readonly #runs: Runs;
  readonly #server: ArtifactServer;

  /** Asks nothing of the server yet. @throws StoreConfigurationError, InvalidArgumentError */
  constructor(options: MlflowOptions | Runs = {}) {
    this.#runs = options instanceof Runs ? options : new Runs(new MlflowConnection(options));
    this.#server = new ArtifactServer(this.#runs.connection);
  }

  async put(
    owner: ArtifactOwner,
    name: string,
    data: ArtifactData,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<ArtifactInfo> {
    this.#runs.connection.assertOpen('put');
    assertArtifactName(name);
    options.signal?.throwIfAborted();
    const { maxBytes } = this.capabilities;
    return uploadArtifact(this.#runs, this.#server, { owner, name, data, maxBytes, signal: options.signal });
  }

  async *get(
    owner: ArtifactOwner,
    name: string,
    options: { readonly range?: Range } = {},
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const shelf = await this.#shelf(owner, name);
    const found = shelf.locate(name);
    const { range } = options;
    if (range !== undefined) requireRange(range);
    if (range !== undefined && range.end === range.start) {
      if ((await shelf.stat(name)) === undefined) throw new ArtifactMissingError(ownerLabel(owner), name);
      return;
    }
    const digest = found && (yield* readFile(this.#runs.connection, this.#server, found.path, range));
    if (digest === undefined) throw new ArtifactMissingError(ownerLabel(owner), name);
    if (range !== undefined || found?.versions.length === 0) return;
    const isOne = ({ sha256, size }: ArtifactVersion): boolean => sha256 === digest.sha256 && size === digest.size;
    if (found?.versions.some(isOne) === true) return;
    // Perhaps a newer one, which was put after the tags were read.
    const again = (await this.#shelf(owner, name)).locate(name);
    if (again?.versions.some(isOne) === true) return;
    throw new ArtifactCorruptError(ownerLabel(owner), name, 'its size or its SHA-256 is not what was put');
  }

  async stat(owner: ArtifactOwner, name: string): Promise<ArtifactInfo | undefined> {
    return (await this.#shelf(owner, name)).stat(name);
  }

  async list(owner: ArtifactOwner): Promise<readonly ArtifactInfo[]> {
    return (await this.#shelf(owner)).list();
  }

  async touch(owner: ArtifactOwner, name?: string): Promise<void> {
    const shelf = await this.#shelf(owner, name);
    const touched = shelf.versions.filter((version) => name === undefined || version.name === name);
    if (name !== undefined && touched.length === 0) {
      if ((await shelf.stat(name)) === undefined) throw new ArtifactMissingError(ownerLabel(owner), name);
      return;
    }
    const touchedAt = this.#runs.connection.clock.now();
    for (const run of shelf.held.runs) {
      const own = touched.filter(({ runId, done }) => runId === run.info.run_id && done !== undefined);
      if (own.length === 0) continue;
      await this.#runs.whileActive(run, () =>
        this.#runs.write(
          run.info.run_id,
          [],
          own.map((version) => [version.tag, versionText({ ...version, touchedAt })] as const),
        ),
      );
    }
  }

  /** Bytes go first: a removal that broke off can be repeated. */
  async remove(owner: ArtifactOwner, name?: string): Promise<void> {
    const shelf = await this.#shelf(owner, name);
    if (name !== undefined) return this.#removeOne(shelf, name);
    for (const run of shelf.held.runs) {
      await this.#server.remove(this.#server.rootOf(run));
      if (!shelf.held.shared) {
        await this.#runs.delete(run.info.run_id);
        continue;
      }
      const marks: readonly string[] = [TAGS.owner, TAGS.store, TAGS.touched];
      const tags = [...run.data.tags.keys()].filter((tag) => tag.startsWith(TAGS.artifact) || marks.includes(tag));
      if (tags.length > 0) await this.#runs.whileActive(run, () => this.#runs.deleteTags(run.info.run_id, tags));
    }
  }

  async owners(options: { readonly limit: number; readonly cursor?: string }): Promise<ArtifactOwnerPage> {
    return ownersPage(this.#runs, options);
  }

  async now(): Promise<number> {
    // Any answer tells the server's time.
    await this.#runs.connection.send('/health', {}, () => undefined);
    return this.#runs.connection.clock.now();
  }

  /** Twice is fine. */
  async close(): Promise<void> {
    this.#runs.connection.close();
  }

  async #shelf(owner: ArtifactOwner, name?: string): Promise<OwnerShelf> {
    if (name !== undefined) assertArtifactName(name);
    this.#runs.connection.assertOpen('reading artifacts');
    return OwnerShelf.read(this.#runs, this.#server, owner);
  }

  async #removeOne(shelf: OwnerShelf, name: string): Promise<void> {
    const versions = shelf.versions.filter((version) => version.name === name);
    const found = shelf.locate(name);
    // A folder of that name is no artifact, and stays.
    if (versions.length === 0 && (found === undefined || (await shelf.stat(name)) === undefined)) return;
    const paths = new Set(versions.map(({ root, path }) => `${root}/${path}`));
    if (found !== undefined) paths.add(found.path);
    for (const path of paths) await this.#server.remove(path);
    for (const run of shelf.held.runs) {
      const tags = versions.filter(({ runId }) => runId === run.info.run_id).map(({ tag }) => tag);
      if (tags.length > 0) await this.#runs.whileActive(run, () => this.#runs.deleteTags(run.info.run_id, tags));
    }
  }
}

function requireRange({ start, end }: Range): void {
  if (Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && end >= start) return;
  throw new InvalidArgumentError('get.range', 'must be whole numbers with 0 ≤ start ≤ end.');
}
