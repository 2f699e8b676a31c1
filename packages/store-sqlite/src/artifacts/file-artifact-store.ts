import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import {
  type ArtifactData,
  type ArtifactInfo,
  type ArtifactLeftovers,
  ArtifactMissingError,
  type ArtifactOwner,
  type ArtifactOwnerPage,
  type ArtifactStore,
  type ArtifactStoreCapabilities,
  assertArtifactName,
  type Clock,
  InvalidArgumentError,
  ownerLabel,
  StoreClosedError,
  StoreUnavailableError,
  systemClock,
} from '@windrow/core';
import { type FileSync, fileSyncOf } from '../file/file-sync.js';
import type { Durability } from '../file/open-file.js';
import { prepareDirectory } from '../file/prepare-directory.js';
import { requireWhole } from '../require-number.js';
import { StoreClock } from '../store-clock.js';
import { type ArtifactMeta, infoOf, metaPath, readMeta, readOwner, writeOwner } from './artifact-meta.js';
import { artifactBase, DATA_ENDING, META_ENDING, OWNER_FILE, ownerDirectory, UPLOAD_ENDING } from './artifact-paths.js';
import { explainFileError, fileErrorCode, isMissing } from './file-error.js';
import { removeLeftovers } from './leftovers.js';
import { listOwners, namesIn } from './owner-listing.js';
import { type ByteRange, readPieces } from './read-pieces.js';
import { type Uploaded, upload } from './upload.js';

/** The largest file of the file systems in use: ext4's. */
const MAX_BYTES = 16 * 2 ** 40 - 4_096;

/** Where artifact files lie, and how they are written. */
export interface FileArtifactStoreOptions {
  /** Made where it is missing; may be shared by machines. */
  readonly directory: string;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** With `power-loss` directories are forced to the disk too. Default `process`. */
  readonly durability?: Durability;
  /** The largest artifact, bytes. Default: what a file system holds, about 16 TiB. */
  readonly maxBytes?: number;
  /** How files are forced to the disk; for tests. */
  readonly sync?: FileSync;
}

/**
 * The ArtifactStore contract on files: each owner has a directory, each artifact a file with its bytes and a small one with size and
 * hash. Needs nothing but a file system, so it also goes with a store on a server when workers share a disk.
 */
export class FileArtifactStore implements ArtifactStore {
  readonly capabilities: ArtifactStoreCapabilities;
  readonly #root: string;
  readonly #label: string;
  readonly #clock: StoreClock;
  readonly #sync: FileSync;
  #closed = false;

  /** @throws InvalidArgumentError, StoreConfigurationError, StoreFullError */
  constructor(options: FileArtifactStoreOptions) {
    const { clock = systemClock, durability = 'process', maxBytes = MAX_BYTES, sync } = options;
    requireWhole('maxBytes', maxBytes, 1);
    this.#root = resolve(options.directory);
    this.#label = `artifacts in ${this.#root}`;
    this.#clock = clock instanceof StoreClock ? clock : new StoreClock(clock);
    this.#sync = sync ?? fileSyncOf(durability);
    this.capabilities = Object.freeze({ maxBytes, clock: 'injected', durable: true, lacks: Object.freeze({}) });
    prepareDirectory(this.#root, this.#label);
    this.#sync.directory(dirname(this.#root));
  }

  async put(
    owner: ArtifactOwner,
    name: string,
    data: ArtifactData,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<ArtifactInfo> {
    this.#begin('put');
    assertArtifactName(name);
    const { signal } = options;
    signal?.throwIfAborted();
    return this.#explained('put', async () => {
      const directory = await this.#makeOwnerDirectory(owner);
      const part = join(directory, `${unique()}${UPLOAD_ENDING}`);
      try {
        const uploaded = await upload(part, data, {
          what: `Artifact ${JSON.stringify(name)} of ${ownerLabel(owner)}`,
          maxBytes: this.capabilities.maxBytes,
          signal,
          now: () => this.#clock.now(),
          sync: (file) => this.#sync.file(file),
        });
        this.#begin('put');
        return await this.#install(directory, owner, name, part, uploaded);
      } catch (error) {
        await rm(part, { force: true });
        throw error;
      }
    });
  }

  async *get(
    owner: ArtifactOwner,
    name: string,
    options: { readonly range?: ByteRange } = {},
  ): AsyncGenerator<Uint8Array, void> {
    this.#begin('get');
    assertArtifactName(name);
    const { range } = options;
    if (range !== undefined && !(range.start >= 0 && range.end >= range.start)) {
      throw new InvalidArgumentError('get.range', `runs from ${range.start} to ${range.end}; give 0 ≤ start ≤ end.`);
    }
    try {
      yield* readPieces(ownerDirectory(this.#root, owner), owner, name, range);
    } catch (error) {
      throw explainFileError(error, this.#label, 'get');
    }
  }

  async stat(owner: ArtifactOwner, name: string): Promise<ArtifactInfo | undefined> {
    this.#begin('stat');
    assertArtifactName(name);
    return this.#explained('stat', async () => {
      const meta = await readMeta(this.#metaPath(owner, name), owner, name);
      return meta === undefined ? undefined : infoOf(meta);
    });
  }

  async list(owner: ArtifactOwner): Promise<readonly ArtifactInfo[]> {
    this.#begin('list');
    return this.#explained('list', async () => {
      const directory = ownerDirectory(this.#root, owner);
      const found: ArtifactInfo[] = [];
      for (const file of await metaFiles(directory)) {
        const meta = await readMeta(join(directory, file), owner, file);
        if (meta !== undefined) found.push(infoOf(meta));
      }
      // Bytes of UTF-8 are in code point order.
      return found.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
    });
  }

  async touch(owner: ArtifactOwner, name?: string): Promise<void> {
    this.#begin('touch');
    if (name !== undefined) assertArtifactName(name);
    await this.#explained('touch', async () => {
      const directory = ownerDirectory(this.#root, owner);
      const files = name === undefined ? await metaFiles(directory) : [artifactBase(name) + META_ENDING];
      const seconds = this.#clock.now() / 1000;
      for (const file of files) {
        try {
          await utimes(join(directory, file), seconds, seconds);
        } catch (error) {
          if (!isMissing(error)) throw error;
          if (name !== undefined) throw new ArtifactMissingError(ownerLabel(owner), name);
        }
      }
    });
  }

  async remove(owner: ArtifactOwner, name?: string): Promise<void> {
    this.#begin('remove');
    if (name !== undefined) assertArtifactName(name);
    await this.#explained('remove', async () => {
      const directory = ownerDirectory(this.#root, owner);
      const base = name === undefined ? '' : artifactBase(name);
      const files = (await namesIn(directory)).filter((file) => file.startsWith(base) && file !== OWNER_FILE);
      // First what points at bytes, then the bytes.
      for (const file of files.filter((each) => each.endsWith(META_ENDING)))
        await rm(join(directory, file), { force: true });
      for (const file of files.filter((each) => !each.endsWith(META_ENDING)))
        await rm(join(directory, file), { force: true });
      await removeIfEmpty(directory);
      this.#sync.directory(dirname(directory));
    });
  }

  async removeLeftovers(
    owner: ArtifactOwner,
    before: number,
    { dryRun = false }: { readonly dryRun?: boolean } = {},
  ): Promise<ArtifactLeftovers> {
    this.#begin('removeLeftovers');
    return this.#explained('removeLeftovers', async () => {
      const directory = ownerDirectory(this.#root, owner);
      const left = await removeLeftovers(directory, owner, before, dryRun);
      if (!dryRun && left.count > 0) await removeIfEmpty(directory);
      return left;
    });
  }

  async owners(options: { readonly limit: number; readonly cursor?: string }): Promise<ArtifactOwnerPage> {
    this.#begin('owners');
    requireWhole('owners.limit', options.limit, 1);
    return this.#explained('owners', () => listOwners(this.#root, options.limit, options.cursor, this.#clock.now()));
  }

  async now(): Promise<number> {
    this.#begin('now');
    return this.#clock.now();
  }

  /** Twice is fine. */
  async close(): Promise<void> {
    this.#closed = true;
  }

  /** Puts finished bytes in the place of whatever had the name; one rename switches readers over. */
  async #install(
    directory: string,
    owner: ArtifactOwner,
    name: string,
    part: string,
    { size, sha256 }: Uploaded,
  ): Promise<ArtifactInfo> {
    const base = artifactBase(name);
    const file = `${base}.${unique()}${DATA_ENDING}`;
    const meta: ArtifactMeta = { owner, name, size, sha256, file };
    const touchedAt = this.#clock.now();
    const temporary = join(directory, `${unique()}${UPLOAD_ENDING}`);
    try {
      await rename(part, join(directory, file));
      await writeFile(temporary, JSON.stringify(meta), { flush: true });
      await utimes(temporary, touchedAt / 1000, touchedAt / 1000);
      const before = await readMeta(metaPath(directory, base), owner, name).catch(() => undefined);
      await rename(temporary, metaPath(directory, base));
      this.#sync.directory(directory);
      if (before !== undefined) await rm(join(directory, before.file), { force: true });
    } catch (error) {
      await rm(temporary, { force: true });
      await rm(join(directory, file), { force: true });
      if (!isMissing(error)) throw error;
      throw new StoreUnavailableError(this.#label, 'put', `${ownerLabel(owner)} was removed meanwhile`, {
        cause: error,
      });
    }
    return { owner, name, size, sha256, touchedAt };
  }

  async #makeOwnerDirectory(owner: ArtifactOwner): Promise<string> {
    const directory = ownerDirectory(this.#root, owner);
    const made = await mkdir(directory, { recursive: true });
    if ((await readOwner(directory)) === undefined) {
      await writeOwner(directory, owner, `${unique()}${UPLOAD_ENDING}`);
    }
    if (made !== undefined) {
      this.#sync.directory(this.#root);
      this.#sync.directory(dirname(directory));
    }
    return directory;
  }

  #metaPath(owner: ArtifactOwner, name: string): string {
    return metaPath(ownerDirectory(this.#root, owner), artifactBase(name));
  }

  #begin(operation: string): void {
    if (this.#closed) throw new StoreClosedError(this.#label, operation);
  }

  async #explained<T>(operation: string, body: () => Promise<T>): Promise<T> {
    try {
      return await body();
    } catch (error) {
      throw explainFileError(error, this.#label, operation);
    }
  }
}

async function metaFiles(directory: string): Promise<readonly string[]> {
  return (await namesIn(directory)).filter((file) => file.endsWith(META_ENDING) && file !== OWNER_FILE);
}

/** An owner without files has no directory, unless somebody just begins an upload. */
async function removeIfEmpty(directory: string): Promise<void> {
  try {
    const files = await readdir(directory);
    if (files.some((file) => file !== OWNER_FILE)) return;
    await rm(join(directory, OWNER_FILE), { force: true });
    await rmdir(directory);
  } catch (error) {
    if (!isMissing(error) && fileErrorCode(error) !== 'ENOTEMPTY') throw error;
  }
}

function unique(): string {
  return randomBytes(8).toString('hex');
}
