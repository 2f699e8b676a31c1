/** Who owns an artifact. Bytes are never shared between owners. */
export type ArtifactOwner =
  | { readonly kind: 'task'; readonly storeId: string; readonly pool: string; readonly taskId: string }
  | { readonly kind: 'recorder'; readonly storeId: string; readonly experimentId: string; readonly recorderId: string };

/** An artifact as its store knows it, without its bytes. */
export interface ArtifactInfo {
  readonly owner: ArtifactOwner;
  /** A path of safe parts, `a/b/c`. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Last put or touch, epoch ms by the store's clock. */
  readonly touchedAt: number;
}

/** What an artifact store can do, in facts that its suite and its callers read. */
export interface ArtifactStoreCapabilities {
  /** The largest artifact, bytes. */
  readonly maxBytes: number;
  readonly clock: 'injected' | 'server';
  readonly durable: boolean;
  readonly lacks: Readonly<Record<string, string>>;
}

/** The bytes of an artifact, whole or in pieces. */
export type ArtifactData = Uint8Array | AsyncIterable<Uint8Array>;

/** A page of the owners of artifacts, with what each keeps. */
export interface ArtifactOwnerPage {
  readonly owners: readonly {
    readonly owner: ArtifactOwner;
    /** The newest touch among its artifacts and unfinished uploads. */
    readonly touchedAt: number;
    readonly bytes: number;
  }[];
  readonly cursor?: string;
}

/** What uploads that died have left. */
export interface ArtifactLeftovers {
  readonly count: number;
  readonly bytes: number;
}

/**
 * Named bytes under owners (rules in `docs/experiment-contract.md`). Every method may throw `StoreUnavailableError` and, for a
 * name that is no safe path, `ArtifactNameError`.
 */
export interface ArtifactStore {
  readonly capabilities: ArtifactStoreCapabilities;
  /** All or nothing: a reader sees the old bytes or the new ones. @throws PayloadTooLargeError */
  put(
    owner: ArtifactOwner,
    name: string,
    data: ArtifactData,
    options?: { readonly signal?: AbortSignal },
  ): Promise<ArtifactInfo>;
  /**
   * The bytes, in pieces. A full read is checked against size and hash at its end. `range`: `start` inclusive, `end` exclusive.
   * @throws ArtifactMissingError before the first piece, ArtifactCorruptError after the last
   */
  get(
    owner: ArtifactOwner,
    name: string,
    options?: { readonly range?: { readonly start: number; readonly end: number } },
  ): AsyncIterable<Uint8Array>;
  stat(owner: ArtifactOwner, name: string): Promise<ArtifactInfo | undefined>;
  /** By name, code point order. */
  list(owner: ArtifactOwner): Promise<readonly ArtifactInfo[]>;
  /** Refreshes `touchedAt` of one artifact or of all of an owner's. @throws ArtifactMissingError when one was named */
  touch(owner: ArtifactOwner, name?: string): Promise<void>;
  /** One artifact, or everything of the owner including unfinished uploads; what is not there is fine. */
  remove(owner: ArtifactOwner, name?: string): Promise<void>;
  /**
   * Removes what uploads of the owner have left that died half-way, untouched since before `before` (epoch ms by this store's clock).
   * Artifacts stay, and uploads under way refresh themselves; one that is removed all the same fails with `StoreUnavailableError`.
   * Absent where an upload that dies leaves nothing.
   */
  removeLeftovers?(
    owner: ArtifactOwner,
    before: number,
    options?: { readonly dryRun?: boolean },
  ): Promise<ArtifactLeftovers>;
  owners(options: { readonly limit: number; readonly cursor?: string }): Promise<ArtifactOwnerPage>;
  now(): Promise<number>;
  close(): Promise<void>;
}
