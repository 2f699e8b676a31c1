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
import { RedisConnection } from '../connection/redis-connection.js';
import { refuseClosed } from '../connection/redis-error.js';
import type { RedisStoreOptions } from '../connection/redis-options.js';
import { requireInteger } from '../require-number.js';
import { ArtifactKeys } from './artifact-keys.js';
import { ownersPage } from './owners-page.js';
import { readChunks } from './read-chunks.js';
import { SCRIPTS } from './scripts.js';
import { artifactInfo, parseArtifact, type StoredArtifact } from './stored-artifact.js';
import { emptyTrash } from './trash.js';
import { upload } from './upload.js';

const MAX_BYTES = 64 * 1024 * 1024;

/** What an artifact store on Redis is given. */
export interface RedisArtifactStoreOptions extends RedisStoreOptions {
  /** The largest artifact, bytes; default and most 64 MiB. */
  readonly maxBytes?: number;
}

/**
 * Artifacts in Redis, up to 64 MiB each, in chunks of 256 KiB (rules in `docs/experiment-contract.md`). They lie in the server's
 * memory: bind another `ArtifactStore` beside it for what is large or much.
 */
export class RedisArtifactStore implements ArtifactStore {
  readonly capabilities: ArtifactStoreCapabilities;
  readonly #connection: RedisConnection;
  readonly #keys: ArtifactKeys;
  readonly #release: () => Promise<void>;
  #closed = false;

  /** @throws InvalidArgumentError */
  constructor(connection: RedisConnection, options: { readonly maxBytes?: number } = {}) {
    const { maxBytes = MAX_BYTES } = options;
    requireInteger('maxBytes', maxBytes, 1, MAX_BYTES);
    this.capabilities = Object.freeze({ maxBytes, clock: 'server', durable: true, lacks: Object.freeze({}) });
    this.#connection = connection;
    this.#keys = new ArtifactKeys(connection.prefix);
    this.#release = connection.retain();
  }

  /**
   * Connects and checks who may write here.
   *
   * @throws InvalidArgumentError, StoreConfigurationError, StoreVersionError, StoreUnavailableError
   */
  static async open(options: RedisArtifactStoreOptions): Promise<RedisArtifactStore> {
    return new RedisArtifactStore(await RedisConnection.open(options), options);
  }

  async put(
    owner: ArtifactOwner,
    name: string,
    data: ArtifactData,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<ArtifactInfo> {
    const connection = this.#begin('put');
    assertArtifactName(name);
    options.signal?.throwIfAborted();
    const { maxBytes } = this.capabilities;
    try {
      return await upload(connection, this.#keys, owner, name, data, { maxBytes, signal: options.signal });
    } finally {
      await this.#discard('put');
    }
  }

  get(
    owner: ArtifactOwner,
    name: string,
    options: { readonly range?: { readonly start: number; readonly end: number } } = {},
  ): AsyncIterable<Uint8Array> {
    const open = async (): Promise<StoredArtifact> => {
      assertArtifactName(name);
      const stored = await this.#find('get', owner, name);
      if (stored === undefined) throw new ArtifactMissingError(ownerLabel(owner), name);
      return stored;
    };
    return readChunks(this.#connection, this.#keys, owner, name, open, options.range);
  }

  async stat(owner: ArtifactOwner, name: string): Promise<ArtifactInfo | undefined> {
    this.#begin('stat');
    assertArtifactName(name);
    const stored = await this.#find('stat', owner, name);
    return stored === undefined ? undefined : artifactInfo(owner, name, stored);
  }

  async list(owner: ArtifactOwner): Promise<readonly ArtifactInfo[]> {
    const key = this.#keys.artifacts(ownerKey(owner));
    const flat = (await this.#begin('list').command('list', 'HGETALL', key)) as readonly string[];
    const infos: ArtifactInfo[] = [];
    for (let i = 0; i < flat.length; i += 2) {
      infos.push(artifactInfo(owner, flat[i] as string, parseArtifact(flat[i + 1] as string)));
    }
    // Bytes of UTF-8 order as code points do.
    return infos.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  }

  async touch(owner: ArtifactOwner, name?: string): Promise<void> {
    const connection = this.#begin('touch');
    if (name !== undefined) assertArtifactName(name);
    const keys = [this.#keys.artifacts(ownerKey(owner))];
    const words = name === undefined ? ['', ''] : ['1', name];
    const touched = await connection.run('touch', SCRIPTS.touch, keys, words);
    if (name !== undefined && touched === 0) throw new ArtifactMissingError(ownerLabel(owner), name);
  }

  async remove(owner: ArtifactOwner, name?: string): Promise<void> {
    const connection = this.#begin('remove');
    if (name !== undefined) assertArtifactName(name);
    const words = [ownerKey(owner), ...(name === undefined ? ['', ''] : ['1', name])];
    await connection.run('remove', SCRIPTS.remove, this.#keys.all(owner), words);
    await this.#discard('remove');
  }

  async removeLeftovers(
    owner: ArtifactOwner,
    before: number,
    { dryRun = false }: { readonly dryRun?: boolean } = {},
  ): Promise<ArtifactLeftovers> {
    const connection = this.#begin('removeLeftovers');
    const words = [ownerKey(owner), before, dryRun ? '1' : ''];
    const answer = await connection.run('removeLeftovers', SCRIPTS.leftovers, this.#keys.all(owner), words);
    const [count, bytes] = String(answer).split(' ').map(Number);
    if (!dryRun) await this.#discard('removeLeftovers');
    return { count: count ?? 0, bytes: bytes ?? 0 };
  }

  async owners(options: { readonly limit: number; readonly cursor?: string }): Promise<ArtifactOwnerPage> {
    const connection = this.#begin('owners');
    requireInteger('owners.limit', options.limit, 1, Number.MAX_SAFE_INTEGER);
    await this.#discard('owners');
    return ownersPage(connection, this.#keys, options);
  }

  async now(): Promise<number> {
    return this.#begin('now').now();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#release();
  }

  async #find(operation: string, owner: ArtifactOwner, name: string): Promise<StoredArtifact | undefined> {
    const key = this.#keys.artifacts(ownerKey(owner));
    const stored = await this.#begin(operation).command(operation, 'HGET', key, name);
    return typeof stored === 'string' ? parseArtifact(stored) : undefined;
  }

  /** What was done is done; chunks that cannot be given up now are the next caller's. */
  async #discard(operation: string): Promise<void> {
    await emptyTrash(this.#connection, this.#keys, operation).catch(() => {});
  }

  /** @throws StoreClosedError */
  #begin(operation: string): RedisConnection {
    refuseClosed(this.#closed, this.#connection.label, operation);
    return this.#connection;
  }
}
