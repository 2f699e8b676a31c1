import { createHash } from 'node:crypto';
import {
  type ArtifactData,
  type ArtifactInfo,
  ArtifactMissingError,
  type ArtifactOwner,
  type ArtifactOwnerPage,
  type ArtifactStore,
  type ArtifactStoreCapabilities,
  assertArtifactName,
  type Clock,
  ownerKey,
  ownerLabel,
  StoreClosedError,
} from '@windrow/core';
import { compareCodePoints } from '@windrow/frame';
import { requireInteger } from '../require-integer.js';
import { SteadyClock } from '../steady-clock.js';
import { collectBytes } from './collect-bytes.js';
import { OwnerShelf, type StoredArtifact } from './owner-shelf.js';
import { readPieces } from './read-pieces.js';

/** What one `ArrayBuffer` holds on every platform. */
const MAX_BYTES = 2 ** 31 - 1;

/** What an artifact store in memory may be given. */
export interface MemoryArtifactStoreOptions {
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** The largest artifact, bytes; default 2 GiB less one byte. */
  readonly maxBytes?: number;
}

/** The artifact store in memory: named bytes under owners, gone with the process. */
export class MemoryArtifactStore implements ArtifactStore {
  readonly capabilities: ArtifactStoreCapabilities;
  readonly #clock: SteadyClock;
  readonly #shelves = new Map<string, OwnerShelf>();
  #closed = false;

  /** @throws InvalidArgumentError */
  constructor(options: MemoryArtifactStoreOptions = {}) {
    this.#clock = new SteadyClock(options.clock);
    const maxBytes = options.maxBytes ?? MAX_BYTES;
    requireInteger('maxBytes', maxBytes, 1, MAX_BYTES);
    this.capabilities = Object.freeze({ maxBytes, clock: 'injected', durable: false, lacks: Object.freeze({}) });
  }

  async put(
    owner: ArtifactOwner,
    name: string,
    data: ArtifactData,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<ArtifactInfo> {
    const now = this.#begin('put');
    assertArtifactName(name);
    options.signal?.throwIfAborted();
    const shelf = this.#shelf(owner);
    const upload = shelf.beginUpload(now);
    try {
      const bytes = await collectBytes(data, {
        what: `Artifact ${JSON.stringify(name)} of ${ownerLabel(owner)}`,
        maxBytes: this.capabilities.maxBytes,
        signal: options.signal,
        onPiece: (received) => {
          upload.touchedAt = this.#begin('put');
          upload.bytes = received;
        },
      });
      options.signal?.throwIfAborted();
      const touchedAt = this.#begin('put');
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      // The owner may have been removed while the upload ran; then this begins its new life.
      const stored = this.#shelf(owner).set({ name, bytes, sha256, touchedAt });
      return infoOf(owner, stored);
    } finally {
      shelf.endUpload(upload);
      this.#dropIfEmpty(owner);
    }
  }

  get(
    owner: ArtifactOwner,
    name: string,
    options: { readonly range?: { readonly start: number; readonly end: number } } = {},
  ): AsyncIterable<Uint8Array> {
    const open = (): StoredArtifact => {
      this.#begin('get');
      return this.#required(owner, name);
    };
    return readPieces(owner, open, options.range);
  }

  async stat(owner: ArtifactOwner, name: string): Promise<ArtifactInfo | undefined> {
    this.#begin('stat');
    assertArtifactName(name);
    const stored = this.#shelves.get(ownerKey(owner))?.get(name);
    return stored === undefined ? undefined : infoOf(owner, stored);
  }

  async list(owner: ArtifactOwner): Promise<readonly ArtifactInfo[]> {
    this.#begin('list');
    const stored = this.#shelves.get(ownerKey(owner))?.all() ?? [];
    return [...stored].sort((a, b) => compareCodePoints(a.name, b.name)).map((artifact) => infoOf(owner, artifact));
  }

  async touch(owner: ArtifactOwner, name?: string): Promise<void> {
    const now = this.#begin('touch');
    const touched =
      name === undefined ? (this.#shelves.get(ownerKey(owner))?.all() ?? []) : [this.#required(owner, name)];
    for (const artifact of touched) artifact.touchedAt = now;
  }

  async remove(owner: ArtifactOwner, name?: string): Promise<void> {
    this.#begin('remove');
    if (name === undefined) {
      this.#shelves.delete(ownerKey(owner));
      return;
    }
    assertArtifactName(name);
    this.#shelves.get(ownerKey(owner))?.delete(name);
    this.#dropIfEmpty(owner);
  }

  async owners(options: { readonly limit: number; readonly cursor?: string }): Promise<ArtifactOwnerPage> {
    this.#begin('owners');
    requireInteger('owners.limit', options.limit, 1, Number.MAX_SAFE_INTEGER);
    const { cursor } = options;
    const keys = [...this.#shelves.keys()].sort(compareCodePoints);
    const rest = cursor === undefined ? keys : keys.filter((key) => compareCodePoints(key, cursor) > 0);
    const page = rest.slice(0, options.limit);
    const owners = page.map((key) => (this.#shelves.get(key) as OwnerShelf).summary());
    return rest.length > page.length ? { owners, cursor: page.at(-1) as string } : { owners };
  }

  async now(): Promise<number> {
    return this.#begin('now');
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #required(owner: ArtifactOwner, name: string): StoredArtifact {
    assertArtifactName(name);
    const stored = this.#shelves.get(ownerKey(owner))?.get(name);
    if (stored === undefined) throw new ArtifactMissingError(ownerLabel(owner), name);
    return stored;
  }

  #shelf(owner: ArtifactOwner): OwnerShelf {
    const key = ownerKey(owner);
    let shelf = this.#shelves.get(key);
    if (shelf === undefined) {
      shelf = new OwnerShelf(Object.freeze({ ...owner }));
      this.#shelves.set(key, shelf);
    }
    return shelf;
  }

  #dropIfEmpty(owner: ArtifactOwner): void {
    const key = ownerKey(owner);
    if (this.#shelves.get(key)?.isEmpty === true) this.#shelves.delete(key);
  }

  #begin(operation: string): number {
    if (this.#closed) throw new StoreClosedError('The memory artifact store', operation);
    return this.#clock.now();
  }
}

function infoOf(owner: ArtifactOwner, { name, bytes, sha256, touchedAt }: StoredArtifact): ArtifactInfo {
  return Object.freeze({ owner: Object.freeze({ ...owner }), name, size: bytes.byteLength, sha256, touchedAt });
}
