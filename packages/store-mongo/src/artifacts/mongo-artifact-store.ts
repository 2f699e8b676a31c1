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
  ownerKey,
  ownerLabel,
} from '@windrow/core';
import { translateError } from '../connection/mongo-error.js';
import { MongoLink } from '../connection/mongo-link.js';
import { serverNow } from '../connection/server-now.js';
import type { MongoStoreOptions } from '../mongo-options.js';
import { requireWhole } from '../require-number.js';
import { NOW } from '../tasks/task-session.js';
import { artifactInfo } from './artifact-docs.js';
import { ArtifactFiles } from './artifact-files.js';
import { downloadArtifact } from './download.js';
import { removeLeftovers } from './leftovers.js';
import { uploadArtifact } from './upload.js';

/** GridFS itself ends only where the numbers of its chunks do; this is what a size is kept exactly for, and then some. */
const MAX_BYTES = 2 ** 40;

/** The ArtifactStore contract on GridFS. */
export class MongoArtifactStore implements ArtifactStore {
  readonly capabilities: ArtifactStoreCapabilities = Object.freeze({
    maxBytes: MAX_BYTES,
    clock: 'server',
    durable: true,
    lacks: Object.freeze({}),
  });
  readonly #link: MongoLink;
  readonly #files: ArtifactFiles;

  private constructor(link: MongoLink) {
    this.#link = link;
    this.#files = new ArtifactFiles(link.db);
  }

  /** @throws StoreConfigurationError, StoreUnavailableError, StoreVersionError */
  static async open(options: MongoStoreOptions): Promise<MongoArtifactStore> {
    return new MongoArtifactStore(await MongoLink.open(options));
  }

  async put(
    owner: ArtifactOwner,
    name: string,
    data: ArtifactData,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<ArtifactInfo> {
    this.#link.assertOpen('put');
    assertArtifactName(name);
    options.signal?.throwIfAborted();
    const { maxBytes } = this.capabilities;
    const assertOpen = (): void => this.#link.assertOpen('put');
    const wait = <T>(call: Promise<T>): Promise<T> => this.#link.unlessLost('put', call);
    const upload = { owner, name, data, maxBytes, signal: options.signal, assertOpen, wait, store: this.#link.name };
    try {
      return artifactInfo(await uploadArtifact(this.#files, upload));
    } catch (error) {
      throw translateError(this.#link.name, 'put', error);
    }
  }

  async *get(
    owner: ArtifactOwner,
    name: string,
    options: { readonly range?: { readonly start: number; readonly end: number } } = {},
  ): AsyncGenerator<Uint8Array, void, undefined> {
    this.#link.assertOpen('get');
    assertArtifactName(name);
    try {
      const wait = <T>(call: Promise<T>): Promise<T> => this.#link.unlessLost('get', call);
      yield* downloadArtifact({ files: this.#files, wait }, owner, name, options.range);
    } catch (error) {
      throw translateError(this.#link.name, 'get', error);
    }
  }

  async stat(owner: ArtifactOwner, name: string): Promise<ArtifactInfo | undefined> {
    assertArtifactName(name);
    const doc = await this.#link.run('stat', () => this.#files.artifacts.findOne({ owner: ownerKey(owner), name }));
    return doc === null ? undefined : artifactInfo(doc);
  }

  async list(owner: ArtifactOwner): Promise<readonly ArtifactInfo[]> {
    const docs = await this.#link.run('list', () =>
      this.#files.artifacts.find({ owner: ownerKey(owner), upload: false }).toArray(),
    );
    const infos = docs.map((doc) => ({ key: Buffer.from(doc.name), info: artifactInfo(doc) }));
    return infos.sort((a, b) => a.key.compare(b.key)).map(({ info }) => info);
  }

  async touch(owner: ArtifactOwner, name?: string): Promise<void> {
    if (name !== undefined) assertArtifactName(name);
    const which = { owner: ownerKey(owner), upload: false, ...(name === undefined ? {} : { name }) };
    const { matchedCount } = await this.#link.run('touch', () =>
      this.#files.artifacts.updateMany(which, [{ $set: { touchedAt: NOW } }]),
    );
    if (name !== undefined && matchedCount === 0) throw new ArtifactMissingError(ownerLabel(owner), name);
  }

  async remove(owner: ArtifactOwner, name?: string): Promise<void> {
    if (name !== undefined) assertArtifactName(name);
    await this.#link.runMany('remove', async () => {
      const which = { owner: ownerKey(owner), ...(name === undefined ? {} : { name }) };
      const docs = await this.#files.artifacts.find(which, { projection: { file: 1, previous: 1 } }).toArray();
      const files = docs.map(({ file }) => file);
      await this.#files.drop([...files, ...docs.flatMap(({ previous }) => previous ?? [])]);
      await this.#files.artifacts.deleteMany({ owner: which.owner, file: { $in: files } });
    });
  }

  async removeLeftovers(
    owner: ArtifactOwner,
    before: number,
    { dryRun = false }: { readonly dryRun?: boolean } = {},
  ): Promise<ArtifactLeftovers> {
    return this.#link.runMany('removeLeftovers', () => removeLeftovers(this.#files, ownerKey(owner), before, dryRun));
  }

  async owners(options: { readonly limit: number; readonly cursor?: string }): Promise<ArtifactOwnerPage> {
    requireWhole('owners.limit', options.limit, 1);
    const rows = await this.#link.run('owners', () =>
      this.#files.artifacts
        .aggregate<ArtifactOwnerPage['owners'][number] & { readonly _id: string }>([
          { $match: { owner: { $gt: options.cursor ?? '' } } },
          {
            $group: {
              _id: '$owner',
              owner: { $first: '$ownedBy' },
              touchedAt: { $max: '$touchedAt' },
              bytes: { $sum: '$size' },
            },
          },
          { $sort: { _id: 1 } },
          { $limit: options.limit + 1 },
        ])
        .toArray(),
    );
    const page = rows.slice(0, options.limit);
    const owners = page.map(({ owner, touchedAt, bytes }) => ({ owner, touchedAt, bytes }));
    const last = page.at(-1);
    return rows.length > page.length && last !== undefined ? { owners, cursor: last._id } : { owners };
  }

  async now(): Promise<number> {
    return this.#link.run('now', serverNow);
  }

  /** Closes the connection too when this process opened it and no other store uses it. Twice is fine. */
  async close(): Promise<void> {
    await this.#link.close();
  }
}
